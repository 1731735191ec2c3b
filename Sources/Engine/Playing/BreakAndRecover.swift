import Foundation
import Model
import Recovery

extension DrillPlayer {
  /// Faults, detection, recovery and verification, in that order of cause; faults and watching run side by side.
  func breakAndRecover(_ faults: FaultLedger, _ incident: Incident) async throws {
    let watch = await RecoveryWatch(self)
    recorder.emit(.phaseBegan(.fault))
    try await watched(by: watch, incident) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await injectAll(faults, incident) }
        group.addTask { try await detectAndRepair(incident, watch.milestones) }
        group.addTask { try await waitForRecovery(incident, watch.milestones) }
        try await group.endWithTheFirstFailure()
      }
    }
    try await verify(incident)
  }

  /// The watch ends with what it watches, also in the middle of a pause or of a question.
  private func watched(
    by watch: RecoveryWatch, _ incident: Incident, _ body: @escaping @Sendable () async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await watch.run(incident)
        return false
      }
      group.addTask {
        try await body()
        return true
      }
      for try await isBody in group where isBody { break }
      group.cancelAll()
    }
  }

  // MARK: detection and repair

  private func detectAndRepair(_ incident: Incident, _ milestones: MilestoneBook) async throws {
    defer { incident.repairDone() }
    guard let detected = try await detect(incident) else { return }
    recorder.emit(.detected(rule: MonitorRule.standard.name, evidence: detected))
    incident.fire(.detected, at: clock.now())
    let means = plan.drill.recovery.means
    guard means != .itself else { return }
    while incident.isProving, !incident.isOver { try await clock.sleep(until: clock.now() + Self.pollInterval) }
    guard !incident.effectMissing else { return }
    await stage.pauseBackups()
    recorder.emit(.phaseBegan(.recovery))
    recorder.emit(.recoveryBegan(runbook: means.name))
    incident.fire(.recoveryStarted, at: clock.now())
    let listener = StepRecorder(recorder: recorder, clock: clock, incident: incident, milestones: milestones)
    let deadline = (incident.begunAt ?? clock.now()) + plan.drill.recovery.deadline
    do {
      try await stage.recover(
        means, incident: incident.wall ?? clock.wall(), deadline: deadline, listener: listener)
    } catch {
      try Task.checkCancellation()
      recorder.emit(.recoveryFailed(reason: error.description))
      incident.gaveUp()
    }
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

  // MARK: afterwards

  /// Also after a recovery that failed: the ledger tells an empty cluster from a slow one. Where it had to fail, there is
  /// nothing to compare with.
  private func verify(_ incident: Incident) async throws {
    let hadToFail = plan.drill.expectation == .unrecovered && incident.hopeless && !incident.hasComeBack
    guard !incident.effectMissing, !hadToFail else { return }
    recorder.emit(.phaseBegan(.verify))
    do {
      recorder.emit(.ledgerCompared(try await stage.compareLedger()))
    } catch {
      try Task.checkCancellation()
      recorder.emit(.note("the ledger could not be compared: \(error)"))
    }
    if let watches = await stage.watchOutcome() { recorder.emit(.watches(watches)) }
  }
}

/// Turns what a runbook tells into events, and into what faults wait for.
private struct StepRecorder: Runbook.Listener {
  let recorder: EventRecorder
  let clock: any DrillClock
  let incident: Incident
  let milestones: MilestoneBook

  func stepBegan(_ name: String) {
    recorder.emit(.stepBegan(name: name))
    incident.fire(.step(name), at: clock.now())
  }

  func stepEnded(_ name: String, seconds: Double, outcome: StepOutcome, detail: String) {
    recorder.emit(.stepEnded(name: name, seconds: seconds, outcome: outcome, detail: detail))
  }

  func reached(_ milestone: Milestone, evidence: String) {
    milestones.reached(milestone, at: clock.now(), evidence: evidence)
  }

  func waited(for name: String, configured: Duration, from start: MonotonicTime, to end: MonotonicTime) {
    recorder.waited(for: name, configured: configured, from: start, to: end)
  }

  func revived(_ facts: RevivedFacts) { recorder.emit(.revived(facts)) }
  func note(_ text: String) { recorder.emit(.note(text)) }
}

extension EventRecorder {
  func waited(for name: String, configured: Duration, from start: MonotonicTime, to end: MonotonicTime) {
    let facts = WaitFacts(
      name: name, configured: configured.seconds, start: offset(start), seconds: max(0, (end - start).seconds))
    emit(.waited(facts))
  }
}
