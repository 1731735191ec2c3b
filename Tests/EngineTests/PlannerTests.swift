import Engine
import Model
import TestSupport
import Testing

struct PlannerTests {
  @Test(arguments: [(1, ["cp-1"]), (2, ["cp-1", "cp-2", "lb-1"]), (3, ["cp-1", "cp-2", "cp-3", "lb-1"])])
  func machinesFollowFromTheNumberOfControlPlanes(_ count: Int, _ names: [String]) {
    let plan = Drill.sample(cluster: ClusterSpec(controlPlanes: count)).planned
    #expect(plan.machines.map(\.name.rawValue) == names)
  }

  @Test func machinesAreSpreadOverTheZones() {
    let cluster = ClusterSpec(controlPlanes: 3, zones: [ZoneName("a"), ZoneName("b")])
    #expect(Drill.sample(cluster: cluster).planned.machines.map(\.zone.rawValue) == ["a", "b", "a", "edge"])
  }

  @Test(arguments: [
    (1, [ProbeName.apiRead], ["api-read", "api-read/new"]),
    (1, [.apiWrite, .etcdWrite], ["api-write", "etcd-write"]),
    (3, [.apiRead], ["api-read", "api-read/new", "api-read@cp-1", "api-read@cp-2", "api-read@cp-3"]),
  ])
  func lanesFollowFromProbesAndMachines(_ count: Int, _ probes: [ProbeName], _ lanes: [String]) {
    var drill = Drill.sample(cluster: ClusterSpec(controlPlanes: count))
    drill.probes = probes
    #expect(drill.planned.lanes.map(\.id.rawValue) == lanes)
    #expect(
      drill.planned.lanes.map(\.id) == drill.cluster.lanes(of: probes).map(\.id), "what a drill file is checked against"
    )
  }

  @Test(arguments: [
    (1, [ProbeName.apiRead, .apiWrite], [10, 50, 100]),
    (3, [.apiRead, .apiWrite], [50, 100, 100] + Array(repeating: 500, count: 6)),
    (3, [.workload], [10]),
  ])
  func controlPlanesThatShareTheirDataAreAskedLessOften(_ count: Int, _ probes: [ProbeName], _ milliseconds: [Int]) {
    var drill = Drill.sample(cluster: ClusterSpec(controlPlanes: count))
    drill.probes = probes
    #expect(drill.planned.lanes.map(\.interval).sorted() == milliseconds.map { .milliseconds($0) })
  }

  @Test(arguments: [
    ("one of three", Target(component: .etcd), 3, 2, true),
    ("the leader", Target(component: .etcd, role: .leader), 3, 2, true),
    ("a majority", Target(component: .etcd, count: .majority), 3, 1, false),
    ("a minority", Target(component: .etcd, count: .minority), 5, 3, true),
    ("all", Target(component: .etcd, count: .all), 3, 0, false),
    ("every follower", Target(component: .etcd, role: .follower, count: .all), 3, 1, false),
    ("the only one", Target(component: .etcd), 1, 0, false),
    ("no component named", Target(), 3, 2, true),
  ])
  func theBlastRadiusCountsMembers(_ name: String, _ target: Target, _ members: Int, _ left: Int, _ survives: Bool)
    throws
  {
    let drill = Drill.sample([ScheduledFault(.storageLose(on: target))], cluster: ClusterSpec(controlPlanes: members))
    let radius = try #require(drill.planned.faults.first?.blastRadius)
    #expect(radius == BlastRadius(members: members, membersLeft: left))
    #expect(radius.quorumSurvives == survives)
  }

  @Test func whatIsNoMemberHasNoBlastRadiusInMembers() {
    #expect(Drill.sample().planned.faults.first?.blastRadius == nil)
  }

  @Test(arguments: [
    (ScheduledFault(.killed), "cannot be undone: recovery repairs it"),
    (ScheduledFault(.paused), "SIGCONT when the drill ends"),
    (ScheduledFault(.paused, for: .seconds(15)), "SIGCONT after 15s"),
    (ScheduledFault(.run("break", undo: "mend"), for: .seconds(2)), "`mend` after 2s"),
    (ScheduledFault(.run("break")), "cannot be undone: recovery repairs it"),
  ])
  func everyFaultSaysWhatTakesItOutAgain(_ fault: ScheduledFault, _ undo: String) {
    #expect(Drill.sample([fault]).planned.faults.first?.undo == undo)
  }

  @Test(arguments: [(1, 0), (2, 1), (3, 0), (4, 1), (5, 0)])
  func anEvenNumberOfMembersIsWarnedOf(_ count: Int, _ warnings: Int) {
    let plan = Drill.sample(cluster: ClusterSpec(controlPlanes: count)).planned
    #expect(plan.warnings.count == warnings)
    #expect(plan.warnings.allSatisfy { $0.hasPrefix("\(count) etcd members survive no more losses than \(count - 1)") })
  }

  @Test(arguments: [
    (LedgerSpec?.some(LedgerSpec()), Duration?.none, Duration?.some(.zero)), (LedgerSpec(), .seconds(12), .seconds(12)),
    (nil, nil, nil), (nil, .seconds(12), .seconds(12)),
  ])
  func whoKeepsALedgerAndNamesNoLossAcceptsNone(_ ledger: LedgerSpec?, _ written: Duration?, _ graded: Duration?) {
    let plan = Drill.sample(ledger: ledger, objectives: Objectives(dataLoss: written)).planned
    #expect(plan.objectives.first { $0.measure == .dataLoss }?.target == graded)
  }

  @Test func everyDrillHasToRecoverByItsDeadline() {
    let plan = Drill.sample(recovery: RecoverySpec(deadline: .seconds(90))).planned
    #expect(plan.objectives.first == Objective(.recovered, target: .seconds(90)))
  }

  @Test func theRunbooksStepsAreNamed() {
    #expect(
      Drill.sample(recovery: .restore).planned.recoverySteps.prefix(2) == ["verify the backup", "stop apiservers"])
    #expect(Drill.sample().planned.recoverySteps.isEmpty)
  }

  @Test func theSameSeedChoosesTheSameMachines() {
    let drill = Drill.sample(
      [ScheduledFault(.processKill(on: Target(component: .etcd)))], cluster: ClusterSpec(controlPlanes: 5))
    let targets = (0..<64).map { Planner(seed: $0).plan(drill).faults[0].target }
    #expect(targets == (0..<64).map { Planner(seed: $0).plan(drill).faults[0].target })
    #expect(Set(targets) == Set((1...5).map { "etcd on cp-\($0)" }), "every machine has its turn")
  }

  @Test func aLeaderIsChosenOnlyWhenTheTimeHasCome() {
    let fault = ScheduledFault(.processKill(on: Target(component: .etcd, role: .leader)))
    let plan = Drill.sample([fault], cluster: ClusterSpec(controlPlanes: 3)).planned
    #expect(plan.faults.first?.target == "etcd on the machine of etcd's leader, found when the fault is put in")
  }
}
