import DrillFile
import Foundation
import Model
import Testing

/// The files beside the tests, and the drills that ship.
struct TestdataTests {
  @Test func allProblemsOfAFileAreToldAtOnce() throws {
    for file in Folders.files(in: Folders.testdata, named: "invalid-", "yaml") {
      let loaded = DrillLoader.parse(text: try Folders.text(of: file), file: file.lastPathComponent)
      let messages = loaded.problems.map { "\($0)\n" }.joined()
      try Golden.expect(messages, at: file.deletingPathExtension().appendingPathExtension("txt"))
    }
  }

  @Test(arguments: Folders.files(in: Folders.testdata, named: "valid-", "yaml"))
  func validFilesAreReadWithoutAWord(file: URL) throws {
    let loaded = DrillLoader.parse(text: try Folders.text(of: file), file: file.lastPathComponent)
    #expect(loaded.problems.isEmpty)
    #expect(loaded.warnings.isEmpty)
    #expect(!loaded.drills.isEmpty)
  }

  @Test func everyKeyArrives() throws {
    let text = try Folders.text(of: Folders.testdata.appending(path: "valid-every-key.yaml"))
    let drills = DrillLoader.parse(text: text, file: "f").drills
    #expect(drills.count == 2)
    #expect(drills.first == Self.everyKey)
    #expect(
      drills.last?.recovery
        == RecoverySpec(
          means: .steps([.awaitAlarm, .rebootMachines, .replaceMachines]), alarmPeriod: .seconds(30),
          zone: ZoneName("c")))
    #expect(drills.last?.expectation == .unrecovered)
  }

  @Test func whatIsNotSaidHasTheModelsDefaults() throws {
    let text = try Folders.text(of: Folders.testdata.appending(path: "valid-shortest.yaml"))
    let drills = DrillLoader.parse(text: text, file: "f").drills
    let kill = ScheduledFault(.processKill(on: Target(component: .apiserver)))
    let shortest = Drill(
      name: "shortest", title: "As little as possible", source: SourceLocation(file: "f", line: 2), faults: [kill])
    #expect(drills.first == shortest)
    #expect(drills.last?.ledger == nil)
    #expect(drills.last?.labels == ["layer": ["etcd"]])
    #expect(drills.last?.recovery == RecoverySpec(means: .runbook(.restoreFromBackup)))
    #expect(drills.last?.source.line == 9)
  }

  private static let everyKey: Drill = {
    let leader = Target(component: .etcd, role: .leader)
    let paused = Target(component: .apiserver, zone: ZoneName("b"), count: .majority)
    let link = ["ip", "link", "set", "eth0"]
    let command = CommandFault(
      on: Target(machine: MachineName("cp-2")), run: link + ["down"], undo: link + ["up"],
      effect: ["sh", "-c", "! ping -c 1 10.0.0.1"])
    return Drill(
      name: "every-key", title: "Every key: once", labels: ["suite": ["smoke", "nightly"], "layer": ["all"]],
      source: SourceLocation(file: "f", line: 4),
      cluster: ClusterSpec(
        controlPlanes: 3, workers: 2, zones: ["a", "b", "c"].map(ZoneName.init(_:)), volumes: .persistent,
        backups: BackupSchedule(every: .seconds(30)), loadBalancers: 2, etcdEndpoint: .balanced,
        nodeGrace: .seconds(50)),
      probes: [.apiRead, .apiWrite, .etcdWrite, .workload], ledger: LedgerSpec(rate: Rate(perSecond: 20)),
      steadyState: SteadyState(duration: .seconds(5), deadline: .seconds(90)),
      faults: [
        ScheduledFault(.processKill(on: leader)),
        ScheduledFault(.processPause(on: paused), at: .milliseconds(250), for: .seconds(15)),
        ScheduledFault(.storageLose(on: leader), at: .seconds(1)),
        ScheduledFault(.command(command), at: .seconds(2), for: .seconds(60)),
      ] + network(from: leader) + zones + others,
      recovery: RecoverySpec(
        means: .runbook(.restoreFromBackup), deadline: .seconds(300), stable: .seconds(10), requires: .service),
      objectives: Objectives(
        detect: .seconds(5), recover: .seconds(180), dataLoss: .seconds(30),
        outage: [
          LaneID("api-read"): .seconds(120), LaneID("api-read/new"): .milliseconds(100),
          LaneID("api-write@cp-3"): .seconds(120),
          LaneID("etcd-write"): .seconds(120),
        ],
        milestones: [
          .detected: .seconds(2), .decided: .seconds(3), .repaired: .seconds(5), .quorum: .seconds(6),
          .firstWrite: .seconds(7), .converged: .seconds(60),
        ]))
  }()

  private static func network(from leader: Target) -> [ScheduledFault] {
    let kubelets = Target(component: .kubelet, count: .all)
    let servers = Target(component: .apiserver, count: .all)
    return [
      ScheduledFault(.partition(NetworkPartition(from: .machines(leader), to: .rest)), for: .seconds(4)),
      ScheduledFault(
        .partition(NetworkPartition(from: .machines(kubelets), to: .machines(servers), direction: .oneWay))),
      ScheduledFault(.trouble(.loss(percent: 30), on: Target(machine: MachineName("cp-1")))),
      ScheduledFault(.trouble(.delay(.milliseconds(100)), on: Target(zone: ZoneName("a")))),
    ]
  }

  private static let zones = [
    ScheduledFault(.zone(.lose, ZoneName("a"))), ScheduledFault(.zone(.partition, ZoneName("b"))),
  ]

  private static let others: [ScheduledFault] = {
    let supervisor = Fault.on(.supervisorKill, Target(machine: MachineName("worker-1")))
    return [
      ScheduledFault(.backup(.corrupt), when: .detected), ScheduledFault(.backup(.corrupt)),
      ScheduledFault(.backup(.missing)), ScheduledFault(.destroyCluster),
      ScheduledFault(
        .on(.machineReboot, Target(component: .etcd, role: .follower)), when: .step("restore members"),
        at: .seconds(1)),
    ] + [1, 11, 21].map { ScheduledFault(supervisor, when: .recoveryStarted, at: .seconds($0)) }
  }()
}
