import Foundation
import Model
import Recovery

extension DrillPlayer {
  /// Waits for the first stable window in which the cluster is also proved live, then until it is whole again; never longer
  /// than the recovery's deadline.
  func waitForRecovery(_ incident: Incident, _ milestones: MilestoneBook) async throws {
    defer { incident.over() }
    guard let deadline = try await sawStableWindow(incident) else { return }
    while !milestones.stands(.converged) {
      guard clock.now() < deadline else {
        let missing = incident.notConverged
        return recorder.emit(.notConverged(missing: missing.isEmpty ? ["never looked"] : missing))
      }
      try await clock.sleep(until: clock.now() + Self.pollInterval)
    }
  }

  /// - Returns: the recovery's deadline; nil when no stable window came before it.
  private func sawStableWindow(_ incident: Incident) async throws -> MonotonicTime? {
    let start = clock.now()
    var proof: FreshnessProver.Result?
    while mayComeBack(incident) {
      try await clock.sleep(until: clock.now() + Self.pollInterval)
      let deadline = (incident.begunAt ?? start + firstOffset) + plan.drill.recovery.deadline
      let left = deadline - clock.now()
      guard left > .zero else { break }
      guard let begun = incident.begunAt, incident.settled(means: plan.drill.recovery.means),
        let good = goodStretch(of: plan.requiredLanes)
      else { continue }
      if proof?.proved != true || (proof?.at ?? good.since) < good.since {
        proof = await stage.proveFreshness(since: incident.wall ?? clock.wall(), limit: left)
        continue
      }
      let start = max(good.since, begun)
      if let proof, stage.observed(from: max(start, proof.at), to: good.until) >= plan.drill.recovery.stable {
        recorder.emit(.freshness(facts(proof)))
        incident.cameBack()
        recorder.emit(.stableWindow(start: recorder.offset(start), end: recorder.offset(good.until)))
        return deadline
      }
    }
    if let proof { recorder.emit(.freshness(facts(proof))) }
    return nil
  }

  /// Where a recovery has to fail, only the deadline tells that the cluster did not come back without it.
  private func mayComeBack(_ incident: Incident) -> Bool {
    guard plan.drill.expectation == .unrecovered else { return !incident.hopeless }
    return !incident.effectMissing
  }

  /// How long after the steady state the first fault is put in.
  private var firstOffset: Duration {
    plan.drill.faults.filter { $0.trigger == .steadyState }.map(\.at).min() ?? .zero
  }

  private func facts(_ proof: FreshnessProver.Result) -> FreshnessProof {
    FreshnessProof(proved: proof.proved, at: recorder.offset(proof.at), evidence: proof.evidence)
  }
}
