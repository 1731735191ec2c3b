import Model
import TestSupport
import Testing

struct MilestoneTests {
  private func told(_ milestones: [(Milestone, Double)], _ drill: Drill = .sample()) -> Tape {
    tape(drill) { $0.more = milestones.map { ($0.1, .milestone($0.0, at: $0.1, evidence: "seen")) } }
  }

  private func near(_ measured: Double?, _ expected: Double) -> Bool { abs((measured ?? -1) - expected) < 1e-9 }

  @Test func phasesAreTheSpansBetweenMilestonesInTheOrderOfTime() {
    let record = told([(.repaired, 10.8), (.quorum, 11.5), (.firstWrite, 11.4), (.converged, 15.5)]).record
    let phases = record.phases.suffix(6)
    #expect(
      phases.map(\.name) == [
        "fault → detected", "detected → repaired", "repaired → first write", "first write → quorum",
        "quorum → recovered", "recovered → converged",
      ])
    let starts = phases.map(\.start)
    #expect(zip(starts, [10, 10.5, 10.8, 11.4, 11.5, 12]).allSatisfy { near($0, $1) })
    #expect(near(phases.map(\.seconds).reduce(0, +), 5.5))
  }

  @Test func ofMilestonesAtOneMomentTheUsualOrderHolds() {
    let names = told([(.firstWrite, 12), (.quorum, 12), (.converged, 12)]).record.phases.suffix(4).map(\.name)
    #expect(
      names == ["detected → quorum", "quorum → first write", "first write → recovered", "recovered → converged"])
  }

  @Test func aStateThatNoFaultTookAwayEndsNoSpan() {
    let record = told([(.quorum, 10), (.firstWrite, 9.99), (.converged, 12)]).record
    #expect(record.measures.milestones[.quorum] == 0 && record.measures.milestones[.firstWrite] == 0)
    #expect(
      record.phases.suffix(3).map(\.name) == ["fault → detected", "detected → recovered", "recovered → converged"])
  }

  @Test func theLastTimeBeforeTheStableWindowCountsAndConvergedMayComeLater() {
    let milestones = told([(.quorum, 10.1), (.quorum, 11.5), (.quorum, 15.8), (.converged, 15.9)]).record.measures
      .milestones
    #expect(near(milestones[.quorum], 1.5))
    #expect(near(milestones[.converged], 5.9))
  }

  @Test func theRecoveryBeganWhenItWasDecided() {
    let record = tape { $0.more = [(10.7, .recoveryBegan(runbook: "x"))] }.record
    #expect(near(record.measures.milestones[.decided], 0.7))
    #expect(record.phases.map(\.name).contains("detected → decided"))
  }

  // MARK: objectives

  private func quorum(_ target: Double, at moment: Double?, blind: [Span] = []) -> DrillRecord {
    let drill = Drill.sample(objectives: Objectives(milestones: [.quorum: Duration(seconds: target)]))
    return tape(drill) { tape in
      tape.more = moment.map { [($0, .milestone(.quorum, at: $0, evidence: ""))] } ?? []
      tape.blind = blind
    }.record
  }

  @Test(arguments: [
    ("met", 2.0, Double?.some(11.5), [Span](), DrillStatus.passed, "recovered in 2.00 s, no acknowledged write lost"),
    ("missed", 1, 11.5, [], .failed, "quorum: 1.50 s, target 1.00 s"),
    ("never", 1, nil, [], .failed, "never quorum, target 1.00 s"),
    (
      "missed, blind right before", 1, 11.5, [blind(10.6, 11.4)], .invalid,
      "the harness could not look when it mattered for quorum"
    ),
    ("missed, blind long before", 1, 11.5, [blind(10.1, 10.8)], .failed, "quorum: 1.50 s, target 1.00 s"),
    ("never, but looked at last", 1, nil, [blind(10.5, 12)], .failed, "never quorum, target 1.00 s"),
    (
      "never, and blind to the end", 1, nil, [blind(10.5, 16)], .invalid,
      "the harness could not look when it mattered for quorum"
    ),
  ])
  func aMilestoneIsJudged(
    _ name: String, _ target: Double, _ at: Double?, _ blind: [Span], _ status: DrillStatus, _ reason: String
  ) {
    let record = quorum(target, at: at, blind: blind)
    #expect(record.status == status)
    #expect(record.reason == reason)
  }

  @Test func aFailureThatHidesInBlindnessProvesNothing() {
    var drill = Drill.sample()
    drill.expectation = .unrecovered
    let hidden = tape(drill) {
      ($0.stable, $0.fresh, $0.blind) = (nil, nil, [blind(12, 39)])
      $0.more = [(30, .note("still looking")), (40, .phaseBegan(.teardown)), (41, .drillEnded)]
    }
    #expect(hidden.record.status == .invalid, "it may have recovered unseen")
  }

  // MARK: what else is told

  @Test func waitsRevivedObjectsAndWatchesAreOnRecord() {
    let wait = WaitFacts(name: "lease", configured: 15, start: 10, seconds: 14)
    let record = tape {
      $0.more = [
        (11, .waited(wait)), (11, .revived(RevivedFacts(objects: ["a"], removed: []))),
        (11, .revived(RevivedFacts(objects: ["b"], removed: ["b"]))),
        (11, .watches(WatchFacts(outcome: .correct, detail: "all"))),
      ]
    }.record
    #expect(record.waits == [wait])
    #expect(record.revived == RevivedFacts(objects: ["a", "b"], removed: ["b"]))
    #expect(record.watches?.outcome == .correct)
  }
}

struct FloorTests {
  private func on(_ fault: TargetedFault, _ target: Target, for duration: Duration? = nil) -> ScheduledFault {
    ScheduledFault(.on(fault, target), for: duration)
  }

  private func floor(_ faults: [ScheduledFault], _ members: Int = 1, _ recovery: RecoverySpec = RecoverySpec())
    -> Double?
  {
    RecoveryFloor.of(.sample(faults, cluster: ClusterSpec(controlPlanes: members), recovery: recovery))?.seconds
  }

  @Test func aFloorIsMadeOfItsParts() {
    let lost = on(.storageLose, Target(component: .etcd))
    #expect(abs((floor([lost], 1, .restore) ?? 0) - (0.13 + 1.05 + 2)) < 1e-9)
    #expect(floor([on(.processKill, Target(component: .apiserver))]) == 2)
    #expect(floor([on(.processPause, Target(component: .apiserver), for: .seconds(15))]) == 15)
    #expect(floor([on(.processKill, Target(component: .etcd, role: .leader))], 3) == 1)
    #expect(floor([ScheduledFault(.run("break"))]) == nil)
  }

  @Test func ofSeveralFaultsTheSlowestCountsAndOneUnknownHidesTheFloor() {
    let killed = on(.processKill, Target(component: .apiserver))
    #expect(floor([killed, on(.processPause, Target(component: .etcd), for: .seconds(9))]) == 9)
    #expect(floor([killed, ScheduledFault(.run("break"))]) == nil)
  }

  @Test func whatMayStayAwayNeedNotStart() {
    let killed = on(.processKill, Target(component: .apiserver))
    #expect(floor([killed], 3, RecoverySpec(requires: .service)) == 0.05)
    #expect(floor([killed], 3) == 2)
  }

  @Test func aWorkersLossHasNoFloor() {
    let lost = on(.machineLose, Target(machine: MachineName("worker-1")))
    let cluster = ClusterSpec(workers: 2)
    #expect(RecoveryFloor.of(.sample([lost], cluster: cluster)) == nil)
    #expect(floor([on(.machineLose, Target(machine: MachineName("cp-1")))]) != nil)
  }

  @Test func anAlarmsPeriodsArePartOfIt() {
    let lost = on(.machineShutdown, Target(machine: MachineName("cp-1")))
    let recovery = RecoverySpec(means: .runbook(.autoRecoverMachine), alarmPeriod: .seconds(5))
    #expect(abs((floor([lost], 1, recovery) ?? 0) - (10 + 0.08 + 2)) < 1e-9)
  }
}
