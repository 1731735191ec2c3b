import Foundation
import Model

/// What Kubernetes and etcd wait for, as far as the harness can see it. The periods of an alarm come from the runbook.
extension RecoveryWatch {
  /// etcd's default election timeout; a follower waits one to two of it.
  ///
  /// - Source: etcd, "Tuning" <https://etcd.io/docs/latest/tuning/>
  private static let electionTimeout = Duration.seconds(1)
  /// How long the lease of controller manager and scheduler lasts by default.
  ///
  /// - Source: kubernetes, component-base/config/v1alpha1/defaults.go
  private static let leaseDuration = Duration.seconds(15)
  /// runsv waits a second before it starts again what ended at once.
  private static let restartPause = Duration.seconds(1)

  // MARK: etcd

  func watchQuorum(_ incident: Incident) async throws {
    var known = quorumBefore
    var wasKept = quorumBefore.commits
    var lastSeen = clock.now()
    try await look(incident, every: Self.pause) { begun in
      let sight = await stage.quorum()
      guard sight.commits else {
        wasKept = false
        return milestones.lost(.quorum)
      }
      let now = clock.now()
      milestones.reached(.quorum, at: wasKept ? begun : now, evidence: sight.evidence)
      if let leader = sight.leader, let before = known.leader, leader != before, sight.cluster == known.cluster {
        let start = max(lastSeen, incident.lastInjectAt ?? begun)
        recorder.waited(for: "etcd election", configured: Self.electionTimeout, from: min(start, now), to: now)
      }
      (known, lastSeen) = (sight, now)
    }
  }

  // MARK: controllers

  func watchControllers(_ incident: Incident) async throws {
    var known = controllersBefore ?? ControllerSight()
    try await look(incident, every: Self.longPause) { begun in
      guard let sight = await stage.controllers() else { return }
      for (name, lease) in sight.leases.sorted(by: { $0.key < $1.key }) {
        if let old = known.leases[name], old.holder != lease.holder { tookOver(name, old, lease, begun) }
      }
      for (node, isReady) in sight.nodes.sorted(by: { $0.key < $1.key }) where known.nodes[node] == true && !isReady {
        recorder.waited(
          for: "grace of node \(node)", configured: drill.cluster.nodeGrace, from: incident.lastInjectAt ?? begun,
          to: clock.now())
      }
      known = sight
    }
  }

  /// From the fault, or the last renewal that the old holder made after it, to the new holder.
  private func tookOver(
    _ name: String, _ old: ControllerSight.Lease, _ new: ControllerSight.Lease, _ begun: MonotonicTime
  ) {
    let start = max(begun, moment(of: old.renewed))
    recorder.waited(
      for: "leader lease of \(name)", configured: Self.leaseDuration, from: start,
      to: max(start, min(clock.now(), moment(of: new.acquired))))
  }

  private func moment(of wall: Date) -> MonotonicTime {
    clock.now() - Duration(seconds: max(0, clock.wall().timeIntervalSince(wall)))
  }

  // MARK: repaired by itself

  /// What broke is back once nothing stands still and no fault that could be undone is left in.
  func watchRepair(_ incident: Incident) async throws {
    let canBeRepaired = drill.faults.allSatisfy { !$0.fault.canBeUndone || $0.duration != nil }
    var ended: [String: MonotonicTime] = [:]
    var restarts: [String: (from: MonotonicTime, to: MonotonicTime)] = [:]
    try await look(incident, every: Self.pause) { _ in
      let still = await stage.standstills()
      let now = clock.now()
      let gone = Set(still.filter { $0.kind == .ended }.map(\.what))
      for what in gone where ended[what] == nil { ended[what] = now }
      for (what, since) in ended where !gone.contains(what) {
        (restarts[what], ended[what]) = ((since, now), nil)
      }
      guard still.isEmpty, canBeRepaired, incident.areFaultsDone else { return milestones.lost(.repaired) }
      guard !milestones.stands(.repaired) else { return }
      milestones.reached(.repaired, at: now, evidence: "every machine is on and every component runs")
      for (what, span) in restarts.sorted(by: { $0.key < $1.key }) {
        recorder.waited(for: "restart of \(what)", configured: Self.restartPause, from: span.from, to: span.to)
      }
      restarts = [:]
    }
  }
}
