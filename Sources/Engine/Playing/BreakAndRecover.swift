import Faults
import Foundation
import Model
import Recovery
import Synchronization

extension DrillPlayer {
  /// How long a fault may take to show its effect.
  static let proofLimit = Duration.seconds(10)

  /// Faults, detection, recovery and verification, in that order of cause; faults and watching run side by side.
  func breakAndRecover(_ faults: FaultLedger) async throws {
    recorder.emit(.phaseBegan(.fault))
    let incident = Incident()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await injectAll(faults, incident) }
      group.addTask { try await detectAndRepair(incident) }
      group.addTask { try await waitForRecovery(incident) }
      try await group.endWithTheFirstFailure()
    }
    try await verify(incident)
  }

  // MARK: faults

  private func injectAll(_ faults: FaultLedger, _ incident: Incident) async throws {
    let start = clock.now()
    let scheduled = plan.drill.faults.enumerated().sorted { $0.element.at < $1.element.at }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, fault) in scheduled {
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
    incident.faultsDone()
  }

  private func inject(
    _ scheduled: ScheduledFault, index: Int, _ faults: FaultLedger, _ incident: Incident
  ) async throws {
    do {
      let prepared = try await stage.prepare(scheduled.fault, index: index)
      incident.take(prepared, index: index)
      incident.willInject(index, failing: failingLanes())
      let began = try await faults.inject(prepared, index: index, of: scheduled)
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

  // MARK: detection and repair

  private func detectAndRepair(_ incident: Incident) async throws {
    guard let detected = try await detect(incident) else { return incident.repairDone() }
    recorder.emit(.detected(rule: MonitorRule.standard.name, evidence: detected))
    let means = plan.drill.recovery.means
    guard means != .itself else { return incident.repairDone() }
    await stage.pauseBackups()
    recorder.emit(.phaseBegan(.recovery))
    recorder.emit(.recoveryBegan(runbook: means.name))
    do {
      try await stage.recover(
        means, incident: incident.wall ?? clock.wall(), listener: StepRecorder(recorder: recorder))
    } catch {
      try Task.checkCancellation()
      recorder.emit(.recoveryFailed(reason: error.description))
      incident.gaveUp()
    }
    incident.repairDone()
  }

  /// What set the monitor off; nil when the drill was over first.
  private func detect(_ incident: Incident) async throws -> String? {
    while !incident.isOver {
      if let begun = incident.begunAt {
        if let evidence = MonitorRule.standard.firing(stage.readings()) { return evidence }
        if clock.now() >= begun + plan.drill.recovery.deadline { return nil }
      }
      try await clock.sleep(until: clock.now() + Self.pollInterval)
    }
    return nil
  }

  // MARK: recovered

  /// Waits for the first stable window in which the cluster is also proved live, or for the deadline.
  private func waitForRecovery(_ incident: Incident) async throws {
    defer { incident.over() }
    var proof: FreshnessProver.Result?
    while !incident.hopeless {
      try await clock.sleep(until: clock.now() + Self.pollInterval)
      guard let begun = incident.begunAt else { continue }
      let left = begun + plan.drill.recovery.deadline - clock.now()
      guard left > .zero else { break }
      guard incident.settled(means: plan.drill.recovery.means), let good = goodStretch() else { continue }
      if proof?.proved != true || (proof?.at ?? good.since) < good.since {
        proof = await stage.proveFreshness(since: incident.wall ?? clock.wall(), limit: left)
        continue
      }
      let start = max(good.since, begun)
      if let proof, stage.observed(from: max(start, proof.at), to: good.until) >= plan.drill.recovery.stable {
        recorder.emit(.freshness(facts(proof)))
        return recorder.emit(.stableWindow(start: recorder.offset(start), end: recorder.offset(good.until)))
      }
    }
    if let proof { recorder.emit(.freshness(facts(proof))) }
  }

  private func facts(_ proof: FreshnessProver.Result) -> FreshnessProof {
    FreshnessProof(proved: proof.proved, at: recorder.offset(proof.at), evidence: proof.evidence)
  }

  /// Also after a recovery that failed: the ledger tells an empty cluster from a slow one.
  private func verify(_ incident: Incident) async throws {
    guard !incident.effectMissing else { return }
    recorder.emit(.phaseBegan(.verify))
    do {
      recorder.emit(.ledgerCompared(try await stage.compareLedger()))
    } catch {
      try Task.checkCancellation()
      recorder.emit(.note("the ledger could not be compared: \(error)"))
    }
  }
}

extension ThrowingTaskGroup where ChildTaskResult == Void {
  /// Waits for every task, or throws as soon as one does, which cancels the others; `waitForAll` would first wait for them,
  /// and whoever waits for the fault that failed would never end.
  fileprivate mutating func endWithTheFirstFailure() async throws {
    for try await _ in self {}
  }
}

/// Turns a runbook's steps into events.
private struct StepRecorder: Runbook.Listener {
  let recorder: EventRecorder

  func stepBegan(_ name: String) {
    recorder.emit(.stepBegan(name: name))
  }

  func stepEnded(_ name: String, seconds: Double, outcome: StepOutcome, detail: String) {
    recorder.emit(.stepEnded(name: name, seconds: seconds, outcome: outcome, detail: detail))
  }
}
