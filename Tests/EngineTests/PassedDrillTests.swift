import Model
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct PassedDrillTests {
  private let outage = script { $0.outages = [FakeOutage(until: .after(.seconds(2)))] }

  @Test func aDrillTellsItsWholeStoryInOrder() async {
    let played = await play(.sample(), outage)
    #expect(
      played.story.withoutMilestones == [
        "drill started", "phase boot", "cluster ready", "phase prepare", "phase steady state", "steady state held",
        "phase fault", "fault intended 0", "fault applied 0", "fault effect 0 true", "detected", "freshness",
        "stable window", "phase verify", "ledger compared", "phase teardown", "drill ended",
      ])
    #expect(played.record.status == .passed)
    #expect(played.record.reason == "recovered in 2.00 s, no acknowledged write lost")
    #expect(played.calls == ["boot", "prepare", "inject 0", "compare ledger", "finish"])
  }

  @Test func itsPhasesFollowOneAnotherWithoutAGap() async {
    let phases = await play(.sample(), outage).record.phases
    let played = phases.filter { phase in Phase.allCases.contains { $0.rawValue == phase.name } }
    #expect(played.map(\.name) == ["boot", "prepare", "steady state", "fault", "verify", "teardown"])
    #expect(zip(played, played.dropFirst()).allSatisfy { near($1.start, $0.start + $0.seconds, within: 1e-9) })
    #expect(near(played[0].seconds, 5))
    #expect(near(played[2].seconds, 3), "the steady state")
    #expect(near(played[3].seconds, 5), "two seconds of outage and three of stability")
    #expect(phases.dropFirst(6).map(\.name).suffix(2) == ["first write → recovered", "recovered → converged"])
    #expect(near(phases.dropFirst(6).map(\.seconds).reduce(0, +), 2, within: 0.3))
  }

  @Test func everythingIsMeasuredFromTheFault() async {
    let played = await play(.sample(), outage)
    #expect(near(played.record.measures.timeToDetect, 0.02))
    #expect(near(played.record.measures.timeToRecover, 2))
    #expect(near(played.record.faults.first?.appliedAt, 8))
    let windows = played.events.compactMap {
      if case .stableWindow(let start, let end) = $0.body { [start, end] } else { nil }
    }
    #expect(windows.count == 1)
    #expect(near(windows.first?.first, 10) && near(windows.first?.last, 13))
  }

  @Test func aFaultThatNoLaneFeelsRecoversAtOnce() async {
    let played = await play(.sample())
    #expect(played.record.status == .passed)
    #expect(near(played.record.measures.timeToRecover, 0))
    #expect(played.record.measures.timeToDetect == nil)
    #expect(!played.story.contains("detected"))
  }

  @Test func detectionFollowsTheMonitorsRule() async {
    let twoFailures = script { $0.outages = [FakeOutage("api-read", until: .after(.milliseconds(15)))] }
    #expect(!(await play(.sample(), twoFailures)).story.contains("detected"))
    let detected = await play(
      .sample(), script { $0.outages = [FakeOutage("api-read", until: .after(.milliseconds(40)))] })
    #expect(detected.events.contains { $0.body == .detected(rule: "3 failed samples in a row", evidence: "api-read") })
  }

  @Test func freshnessIsAskedForSignsAfterTheFault() async {
    let played = await play(.sample(), outage)
    #expect(near(played.freshnessAsked.first, 5), "the steady state's own")
    #expect(played.freshnessAsked.dropFirst().allSatisfy { near($0, 8) })
  }

  @Test func ofSeveralFaultsTheLastOneCountsForSignsOfLife() async {
    let played = await play(.sample([ScheduledFault(.killed), ScheduledFault(.killed, at: .seconds(4))]), outage)
    #expect(played.freshnessAsked.count > 1)
    #expect(played.freshnessAsked.dropFirst().allSatisfy { near($0, 12) })
  }

  @Test func withoutAStreamOfWritesTheFirstOneIsStillLookedFor() async {
    let played = await play(.sample(ledger: nil), outage)
    #expect(played.record.status == .passed)
    #expect(played.story.contains("phase verify"))
    #expect(played.record.measures.dataLoss == nil)
  }

  @Test func withoutAStreamOfWritesAnEmptyClusterIsNotRecovered() async {
    var script = outage
    script.ledger = .kept(genesis: false)
    let played = await play(.sample(ledger: nil), script)
    #expect(played.record.status == .failed)
    #expect(played.record.reason.contains("its data is gone"))
  }

  @Test func aWindowThatWasHalfSeenHasToBeTwiceAsLong() async {
    var script = outage
    script.unobservedShare = 0.5
    let played = await play(.sample(), script)
    #expect(near(played.record.faults.first?.appliedAt, 5 + 6), "the steady state")
    #expect(near(played.events.time(of: "stable window"), 11 + 2 + 6, within: 0.011))
    #expect(near(played.record.measures.timeToRecover, 2), "it counts from its start all the same")
  }

  @Test func timeInWhichNobodyLookedCountsForNoWindow() async {
    var script = outage
    script.unobservedShare = 1
    let played = await play(.sample(), script)
    #expect(played.record.status == .errored, "the steady state was never seen")
  }
}
