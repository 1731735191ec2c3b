import Model

extension DrillPlayer {
  static let pollInterval = Duration.milliseconds(5)

  /// Waits until every lane has been good for as long as the drill asks, and a backup exists where one is wanted.
  func waitForSteadyState() async throws {
    recorder.emit(.phaseBegan(.steadyState))
    let wanted = plan.drill.steadyState
    let deadline = clock.now() + wanted.deadline
    while true {
      if let since = goodSince(), clock.now() - since >= wanted.duration, stage.hasBackup() {
        return recorder.emit(.steadyStateHeld(since: recorder.offset(since)))
      }
      guard clock.now() < deadline else { throw DrillStop(event: .steadyStateMissed(reason: whatWasMissing())) }
      try await clock.sleep(until: clock.now() + Self.pollInterval)
    }
  }

  /// Since when every lane has been good; nil while one is not.
  func goodSince() -> MonotonicTime? {
    var latest = MonotonicTime(nanoseconds: 0)
    for lane in plan.lanes {
      guard let since = stage.goodSince(lane.id) else { return nil }
      latest = max(latest, since)
    }
    return latest
  }

  private func whatWasMissing() -> String {
    let failing = plan.lanes.map(\.id).filter { stage.goodSince($0) == nil }
    let limit = DurationText.brief(plan.drill.steadyState.deadline)
    if !failing.isEmpty {
      return "after \(limit) these lanes were not good: \(failing.map(\.rawValue).joined(separator: ", "))"
    }
    guard stage.hasBackup() else { return "no verified backup within \(limit)" }
    return "no \(DurationText.brief(plan.drill.steadyState.duration)) without a failed sample within \(limit)"
  }
}
