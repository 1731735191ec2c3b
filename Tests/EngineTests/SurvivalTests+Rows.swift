import Model
import TestSupport

/// The drills, and whether each is refused.
extension SurvivalTests {
  static let processes: [Row] = [
    .row("the only etcd is killed", [.etcd(.processKill)], 1, refused: false),
    .row("every etcd is killed", [.etcd(.processKill, .all)], refused: false),
    .row("the only etcd hangs for good", [.etcd(.processPause)], 1, refused: true),
    .row("it is woken", [.etcd(.processPause, for: 5)], 1, refused: false),
    .row("it is started anew", [.etcd(.processPause)], 1, .runbook(.restartComponent), refused: false),
    .row("a majority hangs for good", [.etcd(.processPause, .majority)], refused: true),
    .row("a minority does", [.etcd(.processPause, .minority)], refused: false),
    .row("the leader does", [.at(.etcdLeader(.processPause))], refused: false),
    .row("the only apiserver is stopped for good", [.server(.processStop)], 1, refused: true),
    .row("it is started again", [.server(.processStop, for: 5)], 1, refused: false),
    .row("it is repaired", [.server(.processStop)], 1, .runbook(.restartComponent), refused: false),
    .row("every apiserver crash-loops", [.server(.processCrashloop, .all)], refused: true),
    .row("one does", [.server(.processCrashloop)], refused: false),
    .row("all do for a while", [.server(.processCrashloop, .all, for: 5)], refused: false),
    .row("all are repaired", [.server(.processCrashloop, .all)], 3, .runbook(.restartComponent), refused: false),
    .row("every certificate has run out", [.server(.certificateExpire, .all)], refused: true),
    .row("it is renewed", [.server(.certificateExpire, .all)], 3, .runbook(.renewCertificates), refused: false),
    .row("a supervisor is killed", [.at(.on(.supervisorKill, Target(component: .etcd)))], 1, refused: false),
  ]

  static let disks: [Row] = [
    .row("the only disk is lost", [.etcd(.storageLose)], 1, refused: true),
    .row("it is restored", [.etcd(.storageLose)], 1, .runbook(.restoreFromBackup), refused: false),
    .row("without backups", [.etcd(.storageLose)], 1, .runbook(.restoreFromBackup), backups: false, refused: true),
    .row(
      "after all backups are lost", [.at(.backup(.missing)), .etcd(.storageLose)], 1, .runbook(.restoreFromBackup),
      refused: true),
    .row(
      "after the newest of two is spoilt",
      [ScheduledFault(.backup(.corrupt), at: .seconds(10)), .etcd(.storageLose)], 1, .runbook(.restoreFromBackup),
      refused: false),
    .row(
      "after the only one that is sure to be there is spoilt", [.at(.backup(.corrupt)), .etcd(.storageLose)], 1,
      .runbook(.restoreFromBackup), refused: true),
    .row("a restart brings no data", [.etcd(.storageLose)], 1, .runbook(.restartMachine), refused: true),
    .row("one of three", [.etcd(.storageLose)], refused: false),
    .row("two of three", [.etcd(.storageLose, .majority)], refused: true),
    .row("a survivor is left", [.etcd(.storageLose, .majority)], 3, .runbook(.recoverFromSurvivor), refused: false),
    .row("no survivor is left", [.etcd(.storageLose, .all)], 3, .runbook(.recoverFromSurvivor), refused: true),
    .row("all are restored", [.etcd(.storageLose, .all)], 3, .runbook(.restoreFromBackup), refused: false),
    .row("members agree on nothing", [.etcd(.storageLose, .majority)], 3, .runbook(.replaceMember), refused: true),
    .row("the database rots", [.etcd(.storageCorrupt)], 1, refused: true),
    .row("the disk is full for good", [.etcd(.storageFill)], 1, refused: true),
    .row("it is freed", [.etcd(.storageFill, for: 5)], 1, refused: false),
    .row("the disk refuses writes", [.etcd(.storageReadonly)], 1, .runbook(.restartMachine), refused: true),
    .row("the volume is taken away", [.etcd(.storageDetach)], 1, volumes: .persistent, refused: true),
    .row(
      "it is attached again", [.etcd(.storageDetach)], 1, .runbook(.reattachVolume), volumes: .persistent,
      refused: false),
    .row("the quota is used up", [.etcd(.etcdNospace)], refused: true),
    .row("room is made again", [.etcd(.etcdNospace, for: 5)], refused: false),
    .row("the alarm is disarmed", [.etcd(.etcdNospace)], 3, .runbook(.clearNospace), refused: false),
    .row("a backup has no alarm", [.etcd(.etcdNospace)], 3, .runbook(.restoreFromBackup), refused: false),
  ]

  static let machines: [Row] = [
    .row("the only machine stands still for good", [.etcd(.machinePause)], 1, refused: true),
    .row("a start does not let it go on", [.etcd(.machinePause)], 1, .runbook(.restartMachine), refused: true),
    .row("it goes on", [.etcd(.machinePause, for: 5)], 1, refused: false),
    .row("one of three stands still", [.etcd(.machinePause)], refused: false),
    .row("most have no network", [.etcd(.machineDisconnect, .majority)], refused: true),
    .row("they have it again", [.etcd(.machineDisconnect, .majority, for: 5)], refused: false),
    .row("all three are off, and made anew", [.etcd(.machineLose, .all)], 3, .runbook(.rebuildCluster), refused: false),
    .row(
      "made anew from nothing", [.etcd(.machineLose, .all)], 3, .runbook(.rebuildCluster), backups: false,
      refused: true),
    .row(
      "the only balancer is gone for good", [.at(.on(.machineTerminate, Target(machine: MachineName("lb-1"))))], 3,
      .runbook(.rebuildCluster),
      refused: true),
    .row("the only machine is off", [.etcd(.machineLose)], 1, refused: true),
    .row("it is switched on", [.etcd(.machineLose, for: 5)], 1, refused: false),
    .row("an alarm reboots it", [.etcd(.machineShutdown)], 1, .runbook(.autoRecoverMachine), refused: false),
    .row("a group brings it back", [.etcd(.machineLose)], 1, .runbook(.awaitMachines), refused: false),
    .row("but not what its disk held", [.etcd(.machineTerminate)], 1, .runbook(.awaitMachines), refused: true),
    .row(
      "with its volume it does", [.etcd(.machineTerminate)], 1, .runbook(.awaitMachines), volumes: .persistent,
      refused: false),
    .row("a group makes one of three anew", [.etcd(.machineTerminate)], 3, .runbook(.awaitMachines), refused: false),
    .row(
      "by its steps, too", [.etcd(.machineTerminate)], 1,
      .steps([.awaitMachines, .awaitControlPlane]), volumes: .persistent, refused: false),
    .row("nor a volume that was taken away", [.etcd(.storageDetach)], 1, .runbook(.awaitMachines), refused: true),
    .row("nor lost data", [.etcd(.storageLose)], 1, .runbook(.awaitMachines), refused: true),
    .row("a restart of processes does not", [.etcd(.machineShutdown)], 1, .runbook(.restartComponent), refused: true),
    .row("it reboots", [.etcd(.machineReboot)], 1, refused: false),
    .row("all three are off", [.etcd(.machineShutdown, .all)], 3, .runbook(.restartMachine), refused: false),
    .row("it is gone", [.etcd(.machineTerminate)], 1, .runbook(.restartMachine), refused: true),
    .row("its disk is gone too", [.etcd(.machineTerminate)], 1, .runbook(.reattachVolume), refused: true),
    .row(
      "its volume is left", [.etcd(.machineTerminate)], 1, .runbook(.reattachVolume), volumes: .persistent,
      refused: false),
    .row(
      "every volume is left", [.etcd(.machineTerminate, .all)], 3, .runbook(.reattachVolume), volumes: .persistent,
      refused: false),
    .row("a restore needs its machine", [.etcd(.machineTerminate)], 1, .runbook(.restoreFromBackup), refused: true),
    .row("all is made anew", [.etcd(.machineTerminate)], 1, .runbook(.rebuildCluster), refused: false),
    .row("one of three is gone", [.etcd(.machineTerminate)], 3, .runbook(.replaceMember), refused: false),
    .row("two of three are gone", [.etcd(.machineTerminate, .majority)], 3, .runbook(.replaceMember), refused: true),
    .row("some machine of five", [.at(.on(.machineLose, Target(count: .minority)))], 5, refused: true),
    .row("everything is destroyed", [.at(.destroyCluster)], 3, .runbook(.restoreFromBackup), refused: true),
    .row("and rebuilt", [.at(.destroyCluster)], 3, .runbook(.rebuildCluster), refused: false),
    .row("from nothing", [.at(.destroyCluster)], 3, .runbook(.rebuildCluster), backups: false, refused: true),
  ]

  static let networks: [Row] = [
    .row("the leader alone", [.cut(.etcdLeader)], refused: false),
    .row("one way", [.cut(.etcdLeader, direction: .oneWay)], refused: false),
    .row("a minority", [.cut(Target(component: .etcd, count: .minority))], 5, refused: false),
    .row("the larger side keeps the quorum", [.cut(Target(component: .etcd, count: .majority))], refused: false),
    .row("two of four", [.cut(Target(component: .etcd, count: .majority))], 4, refused: true),
    .row("for a while", [.cut(Target(component: .etcd, count: .majority), for: 5)], 4, refused: false),
    .row(
      "two members of five, the others between them",
      [
        .at(
          .partition(
            NetworkPartition(
              from: .machines(Target(machine: MachineName("cp-1"))),
              to: .machines(Target(machine: MachineName("cp-2"))))))
      ], 5, refused: false),
    .row("nobody", [.cut(Target(component: .kubelet, count: .all))], refused: false),
    .row("each member from each", [.between(1, 2), .between(2, 3), .between(1, 3)], refused: true),
    .row("one of them between the others", [.between(1, 2), .between(2, 3)], refused: false),
    .row(
      "each from each, for a while", [.between(1, 2, for: 5), .between(2, 3), .between(1, 3)], refused: false),
    .row("two that are left", [.between(1, 2), .named(.machineLose, "cp-3")], refused: true),
    .row("the only balancer from everybody", [.cut(Target(machine: MachineName("lb-1")))], refused: true),
  ]

  static let zones: [Row] = [
    .row("one of three zones", [.zone(.lose, "b")], zones: "abc", refused: false),
    .row("the zone with two of three members", [.zone(.lose, "a")], zones: "ab", refused: true),
    .row("it comes back", [.zone(.lose, "a", for: 5)], zones: "ab", refused: false),
    .row("its power comes back", [.zone(.lose, "a")], 3, .runbook(.restartMachine), zones: "ab", refused: false),
    .row("the only control plane's", [.zone(.lose, "a")], 1, zones: "ab", refused: true),
    .row("rebuilt elsewhere", [.zone(.lose, "a")], 1, .runbook(.reprovisionInZone), zones: "ab", refused: false),
    .row(
      "without a backup", [.zone(.lose, "a")], 1, .runbook(.reprovisionInZone), zones: "ab", backups: false,
      refused: true),
    .row("cut off with all members", [.zone(.partition, "a")], 3, zones: "a", refused: true),
    .row("cut off, and left behind", [.zone(.partition, "a")], 3, .runbook(.reprovisionInZone), refused: false),
    .row("power cannot mend a cut", [.zone(.partition, "a")], 3, .runbook(.restartMachine), refused: true),
    .row("the zone without members", [.zone(.lose, "b")], 1, zones: "ab", refused: false),
  ]

  static let several: [Row] = [
    .row("two disks of three, one by one", [.etcd(.storageLose), .etcd(.storageLose)], refused: true),
    .row("two disks of five", [.etcd(.storageLose), .etcd(.storageLose)], 5, refused: false),
    .row("the same machine twice", [.named(.storageLose, "cp-1"), .named(.storageLose, "cp-1")], refused: false),
    .row("two machines by name", [.named(.storageLose, "cp-1"), .named(.storageLose, "cp-2")], refused: true),
    .row("a disk and a killed member", [.etcd(.storageLose), .etcd(.processKill)], refused: false),
    .row("a disk, and another that hangs", [.etcd(.storageLose), .etcd(.processPause)], refused: true),
    .row("that is woken", [.etcd(.storageLose), .etcd(.processPause, for: 5)], refused: false),
    .row(
      "two leaders one after the other", [.at(.etcdLeader(.storageLose)), .at(.etcdLeader(.storageLose))], refused: true
    ),
    .row(
      "a zone and a disk in another", [.zone(.lose, "a"), .named(.storageLose, "cp-2")], zones: "abc", refused: true),
    .row("a zone and a disk in it", [.zone(.lose, "a"), .named(.storageLose, "cp-1")], zones: "abc", refused: false),
    .row(
      "a member is lost while another is replaced",
      [.etcd(.machineTerminate), ScheduledFault(.on(.machineLose, Target(component: .etcd)), when: .recoveryStarted)],
      3, .runbook(.replaceMember), refused: true),
    .row(
      "it is only killed",
      [.etcd(.machineTerminate), ScheduledFault(.processKill(on: Target(component: .etcd)), when: .recoveryStarted)],
      3, .runbook(.replaceMember), refused: false),
  ]

  static let others: [Row] = [
    .row("the only balancer stops", [.balancer()], refused: true),
    .row("it is started again", [.balancer(for: 5)], refused: false),
    .row("steps that restore", [.etcd(.storageLose)], 1, .steps([.restoreMembers, .startEtcd]), refused: false),
    .row("steps that do not", [.etcd(.storageLose)], 1, .steps([.startEtcd]), refused: true),
    .row("a command", [ScheduledFault(.run("break"))], 1, refused: false),
    .row(
      "every packet is lost", [.at(.trouble(.loss(percent: 100), on: Target(component: .etcd, count: .all)))],
      refused: true),
    .row(
      "packets that come after an hour",
      [.at(.trouble(.delay(.seconds(3600)), on: Target(component: .etcd, count: .all)))], refused: true),
    .row(
      "lost packets", [.at(.trouble(.loss(percent: 30), on: Target(component: .etcd, count: .all)))], refused: false),
  ]
}
