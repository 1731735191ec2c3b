import Faults
import Foundation
import Model
import Recovery

extension DrillPlayer {
  /// How long a fault may take to show its effect. A certificate shows once its component has started again, which takes an
  /// apiserver on a busy machine more than ten seconds.
  static let proofLimit = Duration.seconds(30)

  /// Nothing may be touched in a cluster that lacks what a fault needs.
  func refuseObstacles() async throws {
    for fault in plan.drill.faults {
      guard let obstacle = await stage.obstacle(to: fault.fault.kind) else { continue }
      throw DrillStop(event: .skipped(reason: "\(fault.fault.kind.rawValue) cannot be put in here: \(obstacle)"))
    }
    let means = plan.drill.recovery.means
    if let obstacle = await stage.obstacle(to: means) {
      throw DrillStop(event: .skipped(reason: "\(means.name) cannot be made here: \(obstacle)"))
    }
  }

  func injectAll(_ faults: FaultLedger, _ incident: Incident) async throws {
    incident.fire(.steadyState, at: clock.now())
    let scheduled = Array(plan.drill.faults.enumerated())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, fault) in scheduled
      where scheduled.firstIndex(where: { $0.element.trigger == fault.trigger }) == index {
        let together = scheduled.filter { $0.element.trigger == fault.trigger }
        group.addTask { try await injectInTurn(together, after: fault.trigger, faults, incident) }
      }
      try await group.endWithTheFirstFailure()
    }
    incident.faultsDone()
  }

  /// Puts in the faults of one trigger, each at its offset, one after the other.
  private func injectInTurn(
    _ scheduled: [(offset: Int, element: ScheduledFault)], after trigger: FaultTrigger, _ faults: FaultLedger,
    _ incident: Incident
  ) async throws {
    guard let start = try await wait(for: trigger, incident) else { return incident.provedNothing() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, fault) in scheduled.sorted(by: { $0.element.at < $1.element.at }) {
        try await clock.sleep(until: start + fault.at)
        try await inject(fault, index: index, faults, incident)
        group.addTask { try await proveEffect(index, incident) }
        if let duration = fault.duration {
          let end = clock.now() + duration
          group.addTask {
            try await clock.sleep(until: end)
            await faults.undo(index: index)
          }
        }
      }
      try await group.endWithTheFirstFailure()
    }
  }

  /// - Returns: when it came; nil when it can come no more.
  private func wait(for trigger: FaultTrigger, _ incident: Incident) async throws -> MonotonicTime? {
    while !incident.isPast(trigger) {
      if let moment = incident.moment(of: trigger) { return moment }
      try await clock.sleep(until: clock.now() + Self.pollInterval)
    }
    return nil
  }

  private func inject(
    _ scheduled: ScheduledFault, index: Int, _ faults: FaultLedger, _ incident: Incident
  ) async throws {
    do {
      let prepared = try await stage.prepare(scheduled.fault, index: index)
      incident.take(prepared.fault, index: index)
      incident.willInject(index, failing: failingLanes())
      let limit = scheduled.duration ?? plan.drill.recovery.deadline
      let began = try await faults.inject(prepared, index: index, of: scheduled, limit: limit)
      incident.began(at: began, injected: clock.wall())
    } catch {
      try Task.checkCancellation()
      throw DrillStop(event: .failed(reason: "fault \(scheduled.fault.kind.rawValue): \(error)"))
    }
  }

  private func proveEffect(_ index: Int, _ incident: Incident) async throws {
    guard let fault = incident.fault(index) else { return }
    let end = clock.now() + Self.proofLimit
    var proof = await look(for: fault, index, incident)
    while !proof.observed, clock.now() < end {
      try await clock.sleep(until: clock.now() + .milliseconds(20))
      proof = await look(for: fault, index, incident)
    }
    recorder.emit(.faultEffect(index: index, proof))
    if !proof.observed { incident.provedNothing() }
    incident.judged(index)
  }

  /// A command without an `effect` command is proved by a lane that was good before it and set the monitor off after it.
  private func look(
    for fault: any PreparedFault, _ index: Int, _ incident: Incident
  ) async -> EffectProof {
    guard case .command(let command) = plan.drill.faults[index].fault, command.effect.isEmpty else {
      return await fault.proveEffect()
    }
    let before = incident.failingBefore(index)
    guard before.isEmpty else {
      let lanes = before.map(\.rawValue).joined(separator: ", ")
      return EffectProof(observed: false, evidence: "\(lanes) failed before the command ran, so it proves nothing")
    }
    guard let evidence = MonitorRule.standard.firing(stage.readings()) else {
      return EffectProof(observed: false, evidence: "no lane left its steady state")
    }
    return EffectProof(observed: true, evidence: "left the steady state: \(evidence)")
  }

  private func failingLanes() -> [LaneID] {
    stage.readings().filter { $0.consecutiveFailures > 0 }.map(\.lane).sorted()
  }
}

extension ThrowingTaskGroup where ChildTaskResult == Void {
  /// Waits for every task, or throws as soon as one does, which cancels the others; `waitForAll` would first wait for them,
  /// and whoever waits for the fault that failed would never end.
  mutating func endWithTheFirstFailure() async throws {
    for try await _ in self {}
  }
}
