import Model
import Recovery

extension DrillPlayer {
  static let pollInterval = Duration.milliseconds(5)

  /// Waits until controllers act, every lane has been good for as long as the drill asks, and a backup exists where one is
  /// wanted. A controller manager that is still starting would not survive an apiserver's crash as a settled one does.
  func waitForSteadyState() async throws {
    recorder.emit(.phaseBegan(.steadyState))
    let wanted = plan.drill.steadyState
    let deadline = clock.now() + wanted.deadline
    let proof = await stage.proveFreshness(since: clock.wall(), limit: wanted.deadline)
    try Task.checkCancellation()
    guard proof.proved else {
      throw DrillStop(event: .steadyStateMissed(reason: proof.evidence.joined(separator: "; ")))
    }
    while true {
      if let good = goodStretch(of: plan.lanes), stage.observed(from: good.since, to: good.until) >= wanted.duration,
        stage.hasBackup()
      {
        return recorder.emit(.steadyStateHeld(since: recorder.offset(good.since)))
      }
      guard clock.now() < deadline else { throw DrillStop(event: .steadyStateMissed(reason: whatWasMissing())) }
      try await clock.sleep(until: clock.now() + Self.pollInterval)
    }
  }

  /// The span in which every one of these lanes has been good; nil while one is not.
  func goodStretch(of lanes: [PlannedLane]) -> GoodStretch? {
    var common = GoodStretch(since: MonotonicTime(nanoseconds: 0), until: MonotonicTime(nanoseconds: .max))
    for lane in lanes {
      guard let stretch = stage.goodStretch(lane.id) else { return nil }
      common = GoodStretch(since: max(common.since, stretch.since), until: min(common.until, stretch.until))
    }
    return common.since <= common.until ? common : nil
  }

  private func whatWasMissing() -> String {
    let failing = plan.lanes.map(\.id).filter { stage.goodStretch($0) == nil }
    let limit = DurationText.brief(plan.drill.steadyState.deadline)
    if !failing.isEmpty {
      return "after \(limit) these lanes were not good: \(failing.map(\.rawValue).joined(separator: ", "))"
    }
    guard stage.hasBackup() else { return "no verified backup within \(limit)" }
    return "no \(DurationText.brief(plan.drill.steadyState.duration)) without a failed sample within \(limit)"
  }
}
