import Engine
import Model
import TestSupport
import Testing

/// What a plan says about what is at risk.
struct SafetyTests {
  private func plan(_ faults: [ScheduledFault], _ cluster: ClusterSpec = ClusterSpec(controlPlanes: 3)) -> Plan {
    Drill.sample(faults, cluster: cluster).planned
  }

  @Test(arguments: [
    (Fault.on(.machineLose, Target(component: .etcd, count: .all)), ["API reads and writes"]),
    (.zone(.lose, ZoneName("a")), ["zone a", "the API on cp-1", "worker-1 (NotReady after 40s)", "the workload"]),
    (.zone(.partition, ZoneName("a")), ["zone a", "the API on cp-1", "worker-1 (NotReady after 40s)"]),
    (.on(.processKill, Target(component: .apiserver)), ["the API on 1 of 3 control planes"]),
    (.on(.processKill, Target(component: .apiserver, count: .all)), ["the API"]),
    (.on(.processPause, Target(component: .etcd, role: .leader)), ["the API on 1 of 3 control planes"]),
    (
      .on(.machineTerminate, Target(machine: MachineName("worker-2"))),
      ["worker-2 (NotReady after 40s)", "the workload"]
    ),
    (.on(.balancerStop, Target()), ["the API through the balancer"]),
    (.on(.etcdNospace, Target()), ["API writes"]),
    (.on(.processKill, Target(component: .scheduler)), ["its leader's work, until the lease of 15s has run out"]),
    (.on(.supervisorKill, Target(component: .etcd)), []),
    (
      .partition(NetworkPartition(from: .machines(Target(component: .kubelet, count: .all)), to: .rest)),
      ["the API for workers (NotReady after 40s); what runs there goes on"]
    ),
    (.backup(.missing), ["every backup"]),
  ])
  func whatBecomesUnavailableIsToldInWords(_ fault: Fault, _ words: [String]) throws {
    let zones = ["a", "b", "c"].map(ZoneName.init(_:))
    let planned = try #require(
      plan([ScheduledFault(fault)], ClusterSpec(controlPlanes: 3, workers: 2, zones: zones)).faults.first)
    #expect(planned.unavailable == words)
  }

  @Test func faultsThatOverlapAreCountedTogether() {
    let both = plan([.lost("cp-1"), .lost("cp-2")])
    #expect(both.faults.map(\.blastRadius?.membersLeft) == [2, 2])
    #expect(both.safety.together == BlastRadius(members: 3, membersLeft: 1))
    #expect(plan([.lost("cp-1"), .lost("cp-1")]).safety.together?.membersLeft == 2)
    #expect(plan([.lost("cp-1"), ScheduledFault(.killed)]).safety.together == nil, "one of them falls on no member")
  }

  @Test(arguments: [
    ([Fault.killed], "the newest verified one is at most 10s old"),
    ([.backup(.corrupt)], "only one is sure to be there"),
    ([.backup(.missing)], "all lost"),
  ])
  func theAgeOfTheNewestBackupIsTold(_ faults: [Fault], _ words: String) {
    let cluster = ClusterSpec(backups: BackupSchedule(every: .seconds(10)))
    #expect(plan(faults.map { ScheduledFault($0) }, cluster).safety.backups.contains(words))
    #expect(plan(faults.map { ScheduledFault($0) }, ClusterSpec()).safety.backups == "none")
  }

  @Test func whereTheNewestIsSpoiltTheOneBeforeItCounts() {
    let cluster = ClusterSpec(backups: BackupSchedule(every: .seconds(10)))
    let late = ScheduledFault(.backup(.corrupt), at: .seconds(10))
    #expect(plan([late], cluster).safety.backups.contains("the one before it is at most 20s old"))
  }

  @Test func aRefusalSaysWhatIsLostAndWhatWouldHelp() throws {
    let drill = Drill.sample(
      [ScheduledFault(.wiped)], cluster: ClusterSpec(backups: BackupSchedule(every: .seconds(9))))
    let refusal = try #require(drill.planned.safety.refusal)
    #expect(refusal.reason == "the only etcd member is lost, and the cluster itself cannot bring that back")
    #expect(
      refusal.remedy
        == "use recovery: restore-from-backup, reprovision-in-zone, rebuild-cluster; or say expect: unrecovered")
    let bare = try #require(Drill.sample([ScheduledFault(.wiped)]).planned.safety.refusal)
    #expect(bare.remedy.contains("restore-from-backup with backups"))
  }

  @Test func aFaultThatWaitsForAStepThatDoesNotComeIsRefused() throws {
    func drill(_ step: String) -> Drill {
      .sample(
        [ScheduledFault(.wiped), ScheduledFault(.killed, when: .step(step))],
        cluster: ClusterSpec(backups: BackupSchedule(every: .seconds(9))), recovery: .restore)
    }
    let refusal = try #require(drill("start worker").planned.safety.refusal)
    #expect(refusal.reason.contains("\"start worker\""))
    #expect(refusal.remedy.contains("restore members"))
    #expect(drill("restore members").planned.safety.refusal == nil)
  }

  @Test func stepsOfAFileAreThePlansSteps() {
    let means = RecoveryMeans.steps([.stopEtcd, .startEtcd])
    #expect(Drill.sample(recovery: RecoverySpec(means: means)).planned.recoverySteps == ["stop etcd", "start etcd"])
  }
}

extension ScheduledFault {
  fileprivate static func lost(_ machine: String) -> Self {
    ScheduledFault(.storageLose(on: Target(component: .etcd, machine: MachineName(machine))))
  }
}
