import Foundation
import Model

extension Sample {
  static func drill(
    _ name: String, _ title: String, _ status: DrillStatus, _ reason: String, cluster: ClusterFacts?,
    faults: [FaultRecord], recovery: RecoveryRecord = RecoveryRecord(runbook: "self", steps: []),
    phases: [PhaseRecord], measures: Measures, objectives: [ObjectiveRecord], backups: [BackupFacts] = [],
    freshness: FreshnessProof? = nil, ledger: LedgerFacts? = nil, unobserved: [Span] = [], warnings: [String] = [],
    aftermath: (inout DrillRecord) -> Void = { _ in }
  ) -> DrillRecord {
    var record = DrillRecord(
      name: name, title: title, file: "Scenarios/\(name).yaml", line: 2, labels: ["suite": ["smoke", "nightly"]],
      status: status, reason: reason, seed: 42, started: started,
      seconds: phases.last.map { $0.start + $0.seconds } ?? 0,
      cluster: cluster, faults: faults, recovery: recovery, phases: phases, measures: measures, objectives: objectives,
      lanes: lanes(measures), backups: backups, freshness: freshness, ledger: ledger, unobserved: unobserved,
      warnings: warnings)
    aftermath(&record)
    return record
  }

  /// What a restore that was watched leaves on record.
  static func restored(_ drill: inout DrillRecord) {
    let milestones: [Milestone: Double] = [.detected: 0.306, .decided: 0.41, .repaired: 1.5, .quorum: 5.4, .firstWrite: 9.866]
    drill.measures.milestones = milestones
    let names = ["detected", "decided", "repaired", "quorum", "first write", "recovered", "converged"]
    let times = [0.306, 0.41, 1.5, 5.4, 9.866, 9.871, 12.2]
    let starts = zip([("fault", 0)] + zip(names, times), zip(names, times))
    drill.phases += starts.map { from, to in
      PhaseRecord(name: "\(from.0) → \(to.0)", start: 16.52 + from.1, seconds: to.1 - from.1)
    }
    drill.waits = [
      WaitFacts(name: "etcd election", configured: 1, start: 20.4, seconds: 1.31),
      WaitFacts(name: "leader lease of kube-scheduler", configured: 15, start: 16.6, seconds: 10.2),
    ]
    drill.floor = .of(Drill(name: "x", title: "", faults: [ScheduledFault(.on(.storageLose, Target(component: .etcd)))]))
    drill.revived = RevivedFacts(objects: ["Node worker-3", "ConfigMap a/<gone>"], removed: ["Node worker-3"])
    drill.watches = WatchFacts(outcome: .ended, detail: "at 16.6 s: the server ended it")
  }

  static func cluster(machines: Int) -> ClusterFacts {
    let zones = ["a", "b", "c"].prefix(machines).map { ZoneName($0) }
    return ClusterFacts(
      provider: "local", version: "v1.20.15", etcdVersion: "3.4.23",
      machines: zones.enumerated().map { index, zone in
        PlannedMachine(
          name: MachineName("cp-\(index + 1)"), zone: zone,
          components: [.etcd, .apiserver, .controllerManager, .scheduler])
      },
      zones: zones, bootSeconds: machines == 1 ? 4.1 : 5.52)
  }

  static func kill(at: Double, on target: String) -> FaultRecord {
    FaultRecord(
      kind: .processKill, targets: [target], appliedAt: at,
      effect: EffectProof(observed: true, evidence: "process 2231 is gone; process 2598 was started after it"),
      fidelity: .real, undone: nil, undoneAt: nil)
  }

  static func wipe(at: Double) -> FaultRecord {
    FaultRecord(
      kind: .storageLose, targets: ["etcd on cp-1"], appliedAt: at,
      effect: EffectProof(observed: true, evidence: "data directory is empty; member id 8e9e05c52164694d is gone"),
      fidelity: .equivalent, undone: nil, undoneAt: nil)
  }

  static func restoreSteps(from start: Double, etcd: Double = 3.9) -> [StepRecord] {
    let steps = [
      ("stop every apiserver", 0.62, "cp-1"), ("choose backup", 0.01, "backup-2, revision 587, verified"),
      ("restore member cp-1", 0.41, "20.6 MiB into an empty directory"), ("start etcd", etcd, "healthy, revision 587"),
      ("start apiservers", 3.4, "/readyz 200"), ("restart scheduler and controller manager", 0.51, "leases taken anew"),
      ("prove freshness", 0.6, "lease renewed; watch saw a write"),
    ]
    var at = start
    return steps.map { name, seconds, detail in
      defer { at += seconds }
      return StepRecord(name: name, start: at, seconds: seconds, outcome: .done, detail: detail)
    }
  }

  static func phases(
    boot: Double, prepare: Double, steady: Double, fault: Double, recovery: Double, verify: Double
  ) -> [PhaseRecord] {
    let all = [
      ("boot", boot), ("prepare", prepare), ("steady state", steady), ("fault", fault), ("recovery", recovery),
      ("verify", verify), ("teardown", 0.8),
    ]
    var at = 0.0
    return all.filter { $0.1 > 0 }.map { name, seconds in
      defer { at += seconds }
      return PhaseRecord(name: name, start: at, seconds: seconds)
    }
  }

  static func outages(_ lanes: [String: [(Double, Double)]]) -> [LaneID: OutageMeasure] {
    let measured = lanes.map { lane, edges in
      let spans = edges.map { Span(start: $0.0, end: $0.1) }
      let measure = OutageMeasure(
        count: spans.count, seconds: spans.map(\.seconds).reduce(0, +), longest: spans.map(\.seconds).max() ?? 0,
        spans: spans, resolution: spans.isEmpty ? 0 : 0.0016, uncertain: false)
      return (LaneID(lane), measure)
    }
    return Dictionary(uniqueKeysWithValues: measured)
  }

  static func lanes(_ measures: Measures) -> [LaneFacts] {
    measures.outages.sorted { $0.key < $1.key }.map { lane, outage in
      LaneFacts(
        lane: lane, samples: 2140, failed: Int(outage.seconds * 400), skipped: 0, latencyMedian: 0.0018,
        latency99: 0.0093, lateness99: 0.0011, latenessMax: 0.0087)
    }
  }

  static func backup(_ id: String, at: Double, revision: Int64) -> BackupFacts {
    BackupFacts(id: id, takenAt: at, seconds: 0.18, revision: revision, bytes: 21_600_000)
  }

  static func fresh(at: Double) -> FreshnessProof {
    FreshnessProof(
      proved: true, at: at,
      evidence: ["lease kube-system/kube-scheduler renewed after the restore", "a watch saw write 904"])
  }

  static func ledger(
    acknowledged: Int, refused: Int, unknown: Int = 0, missing: [LostWrite] = [], last: Double? = nil
  ) -> LedgerFacts {
    LedgerFacts(
      acknowledged: acknowledged, refused: refused, unknown: unknown, missing: missing, genesisPresent: true,
      lastSurvivingAt: last)
  }

  static func missing(_ count: Int, from first: Int, at start: Double) -> [LostWrite] {
    (0..<count).map { LostWrite(number: first + $0, acknowledgedAt: start + Double($0) * 0.02) }
  }

  /// A run of many drills, one in ten failed.
  static func large(_ count: Int) -> RunRecord {
    var large = run
    large.drills = (0..<count).map { index in
      var drill = index.isMultiple(of: 10) ? staleBackup : crash
      drill.name = "drill-\(index)"
      drill.file = "Scenarios/drill-\(index).yaml"
      drill.ledger?.missing = []
      return drill
    }
    return large
  }
}
