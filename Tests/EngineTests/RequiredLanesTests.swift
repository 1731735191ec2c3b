import Model
import Recovery
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct RequiredLanesTests {
  private func drill(_ requires: RequiredLanes) -> Drill {
    .sample(cluster: ClusterSpec(controlPlanes: 3), recovery: RecoverySpec(requires: requires))
  }

  private let oneMachineLost = script {
    $0.outages = [FakeOutage("api-read", until: .after(.seconds(1))), FakeOutage("api-read@cp-2", until: .never)]
  }

  @Test(arguments: [(RequiredLanes.service, DrillStatus.passed), (.all, .failed)])
  func aMachineThatStaysLostCountsOnlyWhereItIsRequired(_ requires: RequiredLanes, _ status: DrillStatus) async {
    #expect(await play(drill(requires), oneMachineLost).record.status == status)
  }

  @Test func theSteadyStateStillWantsEveryLane() async {
    let played = await play(drill(.service), script { $0.goodAfter = nil })
    #expect(played.record.reason.contains("api-read@cp-2"))
  }

  @Test func blindnessIsNoExcuseForAMissWhileTheServiceWasSeenDown() async {
    let down = script { $0.outages = [FakeOutage("api-read", until: .never)] }
    #expect(await play(drill(.service), down).record.status == .failed)
  }
}

@Suite(.timeLimit(.minutes(5)))
struct UnrecoveredDrillTests {
  private var drill: Drill {
    var drill = Drill.sample([ScheduledFault(.wiped)], recovery: .restore)
    drill.expectation = .unrecovered
    return drill
  }

  private let noBackup = script {
    $0.outages = [FakeOutage(until: .never)]
    $0.repairFailure = .noBackup(rejected: [])
  }

  @Test func aRecoveryThatFailsCleanlyIsWatchedToItsDeadline() async {
    let played = await play(drill, noBackup)
    #expect(played.record.status == .passed)
    #expect(played.record.reason.hasPrefix("as expected, not recovered: there is no verified backup"))
    #expect(played.record.objectives.map(\.name) == ["unrecovered"])
    #expect(played.record.seconds > 8 + 119, "until then the cluster could come back without it")
    #expect(!played.calls.contains("compare ledger"))
  }

  @Test func aClusterThatRecoversAllTheSameFails() async {
    let played = await play(drill, script { $0.outages = [FakeOutage(until: .repair)] })
    #expect(played.record.status == .failed)
    #expect(played.record.reason.hasPrefix("recovered in 4.02 s, although nothing was to bring it back"))
  }

  @Test func aClusterThatComesBackWithoutItsRecoveryFails() async {
    var script = noBackup
    script.outages = [FakeOutage(until: .after(.seconds(6)))]
    let played = await play(drill, script)
    #expect(played.record.status == .failed)
    #expect(played.record.reason.hasPrefix("recovered in 6.00 s, although nothing was to bring it back"))
  }

  @Test func theFaultsEffectIsStillWanted() async {
    var script = noBackup
    script.faults[0] = FaultScript(effectAfter: nil)
    #expect(await play(drill, script).record.status == .invalid)
  }

  @Test func whereNothingWasTriedNothingIsShown() async {
    let played = await play(drill)
    #expect(played.record.status == .failed)
    #expect(played.record.reason == "it was to fail, but no recovery was tried")
  }
}
