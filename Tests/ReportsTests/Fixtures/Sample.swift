import Foundation
import Model

/// A run with one drill of every verdict, with figures as a real cluster gives them.
enum Sample {
  static let started = Date(timeIntervalSince1970: 1_772_000_000.25)

  static let run = RunRecord(
    id: "20260225-061320-7f3a", firedrillVersion: "0.1.0", started: started, seconds: 131.42,
    host: HostFacts(system: "Linux 6.1.0 x86_64, Debian GNU/Linux 12", cores: 2, load: 1.37),
    command: ["firedrill", "run", "Scenarios", "--select", "suite=smoke", "--seed", "42"], seed: 42,
    drills: [crash, storageLoss, staleBackup, hang, noEffect, bootFailed, skipped])

  static let crash = drill(
    "apiserver-crash-ha", "One of three apiservers is killed", .passed,
    "recovered in 5.24 s of 30 s; new connections were down for 12 ms",
    cluster: cluster(machines: 3), faults: [kill(at: 12.103, on: "kube-apiserver on cp-2")],
    phases: phases(boot: 7.31, prepare: 1.48, steady: 3.3, fault: 0.02, recovery: 5.3, verify: 3.4),
    measures: Measures(
      timeToDetect: 0.412, timeToRecover: 5.243, dataLoss: DataLoss(writes: 0, seconds: 0),
      outages: outages(
        [
          "api-read": [(12.106, 12.118)], "api-read/new": [(12.104, 12.116)], "api-write": [(12.105, 12.132)],
          "api-read@cp-1": [], "api-read@cp-2": [(12.104, 17.346)], "api-read@cp-3": [], "etcd-write": [],
        ])),
    objectives: [
      ObjectiveRecord(name: "recovered", target: 120, measured: 5.243, met: true),
      ObjectiveRecord(name: "detect", target: 5, measured: 0.412, met: true),
      ObjectiveRecord(name: "recover", target: 30, measured: 5.243, met: true),
      ObjectiveRecord(name: "dataLoss", target: 0, measured: 0, met: true),
      ObjectiveRecord(name: "outage api-read/new", target: 0.1, measured: 0.012, met: true),
    ],
    freshness: fresh(at: 20.4), ledger: ledger(acknowledged: 512, refused: 2))

  static let storageLoss = drill(
    "storage-loss", "The apiserver's backing storage is lost", .passed,
    "restored from backup in 9.87 s of 60 s; 2.31 s of writes lost, 12 s allowed",
    cluster: cluster(machines: 1), faults: [wipe(at: 16.52)],
    recovery: RecoveryRecord(runbook: "restore-from-backup", steps: restoreSteps(from: 16.93)),
    phases: phases(boot: 5.62, prepare: 7.5, steady: 3.4, fault: 0.4, recovery: 9.5, verify: 3.9),
    measures: Measures(
      timeToDetect: 0.306, timeToRecover: 9.871, dataLoss: DataLoss(writes: 115, seconds: 2.31),
      outages: outages([
        "api-read": [(16.571, 26.391)], "api-read/new": [(16.583, 26.352)], "api-write": [(16.524, 26.386)],
        "etcd-write": [(16.522, 21.44), (21.702, 22.61)],
      ])),
    objectives: [
      ObjectiveRecord(name: "recovered", target: 120, measured: 9.871, met: true),
      ObjectiveRecord(name: "detect", target: 5, measured: 0.306, met: true),
      ObjectiveRecord(name: "recover", target: 60, measured: 9.871, met: true),
      ObjectiveRecord(name: "dataLoss", target: 12, measured: 2.31, met: true),
    ],
    backups: [backup("backup-1", at: 9.2, revision: 311), backup("backup-2", at: 14.21, revision: 587)],
    freshness: fresh(at: 29.3),
    ledger: ledger(
      acknowledged: 903, refused: 431, unknown: 3, missing: missing(115, from: 588, at: 14.22), last: 14.19)
  , aftermath: restored)

  static let staleBackup = drill(
    "stale-backup", "Storage is lost and the newest backup is old", .failed,
    "lost 14.2 s of acknowledged writes, target 12 s; everything else held",
    cluster: cluster(machines: 1), faults: [wipe(at: 23.4)],
    recovery: RecoveryRecord(runbook: "restore-from-backup", steps: restoreSteps(from: 23.81, etcd: 35.2)),
    phases: phases(boot: 5.4, prepare: 14.6, steady: 3.3, fault: 0.5, recovery: 40.8, verify: 3.4),
    measures: Measures(
      timeToDetect: 0.322, timeToRecover: 41.2, dataLoss: DataLoss(writes: 710, seconds: 14.2),
      outages: outages(["api-read": [(23.45, 64.55)], "api-write": [(23.41, 64.6)], "etcd-write": [(23.402, 60.25)]])),
    objectives: [
      ObjectiveRecord(name: "recovered", target: 120, measured: 41.2, met: true),
      ObjectiveRecord(name: "detect", target: 5, measured: 0.322, met: true),
      ObjectiveRecord(name: "recover", target: 30, measured: 41.2, met: false),
      ObjectiveRecord(name: "dataLoss", target: 12, measured: 14.2, met: false),
    ],
    backups: [backup("backup-1", at: 9.2, revision: 311)], freshness: fresh(at: 68),
    ledger: ledger(acknowledged: 1101, refused: 1520, missing: missing(710, from: 312, at: 9.22), last: 9.2))

  static let hang = drill(
    "apiserver-hang", "An apiserver is stopped with SIGSTOP", .failed, "not recovered within 2 min",
    cluster: cluster(machines: 3),
    faults: [
      FaultRecord(
        kind: .processPause, targets: ["kube-apiserver on cp-1"], appliedAt: 11.9,
        effect: EffectProof(observed: true, evidence: "process 4711 is in state T (stopped)"), fidelity: .real,
        undone: true, undoneAt: 26.9)
    ],
    phases: phases(boot: 7.2, prepare: 1.3, steady: 3.3, fault: 0.02, recovery: 28, verify: 0),
    measures: Measures(
      timeToDetect: nil, timeToRecover: nil, dataLoss: DataLoss(writes: 0, seconds: 0),
      outages: outages([
        "api-read": [(11.93, 17.2), (19.05, 19.31), (20.4, 20.52), (33.1, 39.8)], "api-read/new": [(12.2, 14.4)],
        "api-read@cp-1": [(11.91, 26.94)],
      ])),
    objectives: [
      ObjectiveRecord(name: "recovered", target: 120, measured: nil, met: false),
      ObjectiveRecord(name: "detect", target: 5, measured: nil, met: false),
      ObjectiveRecord(name: "recover", target: 30, measured: nil, met: false),
    ],
    unobserved: [Span(start: 21.4, end: 23.1)], warnings: ["the harness was starved for 1.70 s"])

  static let noEffect = drill(
    "etcd-member-crash", "The leader of three etcd members is killed", .invalid,
    "the fault had no effect: process 812 lives on", cluster: cluster(machines: 3),
    faults: [
      FaultRecord(
        kind: .processKill, targets: ["etcd on cp-3"], appliedAt: 12.2,
        effect: EffectProof(observed: false, evidence: "process 812 has the same start time as before"),
        fidelity: .real, undone: nil, undoneAt: nil)
    ],
    phases: phases(boot: 7.4, prepare: 1.4, steady: 3.3, fault: 5.1, recovery: 0, verify: 0),
    measures: Measures(outages: outages(["api-read": [], "etcd-write": []])),
    objectives: [
      ObjectiveRecord(name: "recovered", target: 120, measured: nil, met: nil),
      ObjectiveRecord(name: "recover", target: 10, measured: nil, met: nil),
    ])

  static let bootFailed = drill(
    "zone-loss", "A whole zone goes dark", .errored,
    "steady state never held: api-write was refused by cp-2 (HTTP 500: etcdserver: request timed out)",
    cluster: cluster(machines: 3), faults: [],
    phases: phases(boot: 60, prepare: 0, steady: 0, fault: 0, recovery: 0, verify: 0),
    measures: Measures(), objectives: [ObjectiveRecord(name: "recover", target: 60, measured: nil, met: nil)])

  static let skipped = drill(
    "slow-network", "Peers are 200 ms apart", .skipped, "this kernel lacks sch_netem", cluster: nil, faults: [],
    phases: [], measures: Measures(), objectives: [])
}

extension Sample {
  /// The few events that a report needs beside the record.
  static let events: [String: [Event]] = [
    crash.name: [
      event(12.5, .detected(rule: "api-down", evidence: "api-read@cp-2 failed 3 times in a row")),
      event(20.4, .stableWindow(start: 17.346, end: 20.346)),
    ],
    storageLoss.name: [
      event(16.83, .detected(rule: "etcd-unhealthy", evidence: "cp-1: connection refused")),
      event(29.4, .stableWindow(start: 26.391, end: 29.391)),
    ],
    staleBackup.name: [event(67.6, .stableWindow(start: 64.6, end: 67.6))],
    hang.name: [event(33.1, .outageBegan(lane: LaneID("api-write"), start: 12.3, detail: "timed out after 1 s"))],
  ]

  private static func event(_ at: Double, _ body: Event.Body) -> Event {
    Event(at: at, wall: started.addingTimeInterval(at), body: body)
  }
}
