import Model
import Recovery
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct MilestonesInADrillTests {
  private let shortOutage = script { $0.outages = [FakeOutage(until: .after(.seconds(2)))] }

  private func times(_ played: Played, _ milestone: Milestone) -> [Double] {
    played.events.compactMap { if case .milestone(milestone, let at, _) = $0.body { at - 8 } else { nil } }
  }

  @Test func quorumIsToldWhenItComesAndAgainAfterASetback() async {
    var script = shortOutage
    script.noQuorum = [
      FakeOutage(until: .after(.seconds(1))), FakeOutage(from: .seconds(3), until: .after(.seconds(4))),
    ]
    let times = times(await play(.sample(), script), .quorum)
    #expect(times.count == 2)
    #expect(near(times.first, 1, within: 0.11) && near(times.last, 4, within: 0.11))
  }

  @Test func quorumAndWritesThatNoFaultTookAwayStoodFromTheFaultOn() async {
    let onlyReads = script { $0.outages = [FakeOutage("api-read", until: .after(.seconds(2)))] }
    let measures = await play(.sample(), onlyReads).record.measures
    #expect(measures.milestones[.quorum] == 0 && measures.milestones[.firstWrite] == 0)
  }

  @Test func theLastQuorumBeforeTheStableWindowCounts() async {
    var script = shortOutage
    script.noQuorum = [FakeOutage(from: .seconds(1), until: .after(.milliseconds(1500)))]
    let played = await play(.sample(), script)
    #expect(near(played.record.measures.milestones[.quorum], 1.5, within: 0.11))
  }

  @Test func theFirstWriteIsThatOfTheLastGoodStretch() async {
    let flapping = script {
      $0.outages = [
        FakeOutage(until: .after(.seconds(2))), FakeOutage("api-write", from: .seconds(3), until: .after(.seconds(4))),
      ]
    }
    let played = await play(.sample(), flapping)
    #expect(times(played, .firstWrite).count == 2)
    #expect(near(played.record.measures.milestones[.firstWrite], 4))
  }

  @Test func aClusterThatHealsByItselfIsRepairedWhenNothingStandsStill() async {
    var script = shortOutage
    script.standstills = [FakeOutage(until: .after(.milliseconds(1500)))]
    let played = await play(.sample(), script)
    #expect(near(played.record.measures.milestones[.repaired], 1.5, within: 0.11))
    let wait = played.record.waits.first
    #expect(wait?.name == "restart of kube-apiserver on cp-1" && wait?.configured == 1)
    #expect(near(wait?.seconds, 1.5, within: 0.11))
  }

  @Test(arguments: [(Duration?.none, false), (.seconds(1), true)])
  func aFaultThatIsLeftInIsNoRepair(_ duration: Duration?, _ isRepaired: Bool) async {
    let played = await play(.sample([ScheduledFault(.paused, for: duration)]), shortOutage)
    #expect((played.record.measures.milestones[.repaired] != nil) == isRepaired)
  }

  @Test func aRunbooksMilestonesAndWaitsAndFindsAreOnRecord() async {
    let revived = RevivedFacts(objects: ["Node worker-1"], removed: [])
    let telling = script {
      $0.outages = [FakeOutage(until: .repair)]
      $0.tells = { listener, clock in
        listener.reached(.repaired, evidence: "restored")
        listener.waited(for: "an alarm's periods", configured: .seconds(2), from: clock.start, to: clock.now())
        listener.revived(revived)
        listener.note("the newest backup was corrupt: backup-1 was taken")
      }
    }
    let played = await play(.sample([ScheduledFault(.wiped)], recovery: .restore), telling)
    #expect(near(played.record.measures.milestones[.repaired], 4.02, within: 0.02))
    #expect(near(played.record.measures.milestones[.decided], 0.02))
    #expect(played.record.waits == [WaitFacts(name: "an alarm's periods", configured: 2, start: 0, seconds: 12.02)])
    #expect(played.record.revived == revived)
    #expect(played.record.warnings.contains("the newest backup was corrupt: backup-1 was taken"))
  }

  // MARK: converged

  @Test func theDrillWaitsForConvergenceAfterTheStableWindow() async {
    var script = shortOutage
    script.convergedAfter = .seconds(20)
    let played = await play(.sample(), script)
    #expect(near(played.record.measures.timeToRecover, 2))
    #expect(near(played.record.measures.milestones[.converged], 20, within: 0.26))
    #expect(played.record.status == .passed)
    #expect(played.record.phases.last?.name == "recovered → converged")
  }

  @Test(
    arguments: [
      (.all, nil, "not whole again before the deadline: 1 of 3 nodes are Ready"),
      (.service, nil, nil), (.service, .seconds(60), "never converged, target 1 min 0 s"),
    ] as [(RequiredLanes, Duration?, String?)])
  func whatNeverConvergesIsNotWholeAgain(_ lanes: RequiredLanes, _ target: Duration?, _ failure: String?) async {
    var script = shortOutage
    script.convergedAfter = nil
    var drill = Drill.sample(objectives: Objectives(milestones: target.map { [.converged: $0] } ?? [:]))
    drill.recovery.requires = lanes
    let played = await play(drill, script)
    #expect(played.record.status == (failure == nil ? .passed : .failed))
    if let failure { #expect(played.record.reason == failure) }
    #expect(played.record.measures.milestones[.converged] == nil)
    #expect(played.record.warnings == ["not converged before the deadline: 1 of 3 nodes are Ready"])
    #expect(near(played.record.seconds, 8 + 120, within: 0.02))
  }

  // MARK: waits

  @Test func anElectionIsAWait() async {
    var script = shortOutage
    script.noQuorum = [FakeOutage(until: .after(.milliseconds(1300)))]
    script.elections = [.milliseconds(1300)]
    let wait = await play(.sample(), script).record.waits.first
    #expect(wait?.name == "etcd election" && wait?.configured == 1)
    #expect(near(wait?.seconds, 1.3, within: 0.11))
  }

  @Test func aLeaseThatRunsOutIsAWait() async {
    var script = shortOutage
    script.takeover = .seconds(16)
    script.convergedAfter = .seconds(17)
    let wait = await play(.sample(), script).record.waits.first
    #expect(wait?.name == "leader lease of kube-controller-manager" && wait?.configured == 15)
    #expect(near(wait?.seconds, 16, within: 0.01), "as its new holder wrote it, not as it was seen")
  }

  @Test func aNodesGraceIsAWait() async {
    var script = shortOutage
    script.nodeLostAfter = .seconds(41)
    script.convergedAfter = .seconds(45)
    let wait = await play(.sample(), script).record.waits.first
    #expect(wait?.name == "grace of node worker-1" && wait?.configured == 40)
    #expect(near(wait?.seconds, 41, within: 0.26))
  }

  @Test func whatBecameOfTheWatchIsOnRecord() async {
    var script = shortOutage
    script.watches = WatchFacts(outcome: .ended, detail: "reset")
    #expect(await play(.sample(), script).record.watches == script.watches)
  }
}
