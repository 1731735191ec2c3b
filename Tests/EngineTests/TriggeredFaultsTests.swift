import Model
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct TriggeredFaultsTests {
  private static func restoring(_ second: FaultTrigger, at offset: Duration = .zero) -> Drill {
    .sample([ScheduledFault(.wiped), ScheduledFault(.killed, when: second, at: offset)], recovery: .restore)
  }

  private let broken = script {
    $0.outages = [FakeOutage(until: .repair)]
    $0.steps = ["stop etcd", "start etcd"]
  }

  @Test(arguments: [
    (FaultTrigger.detected, Duration.zero, 8.02), (.detected, .seconds(2), 10.02), (.recoveryStarted, .zero, 8.02),
    (.step("start etcd"), .zero, 10.02), (.step("start etcd"), .seconds(1), 11.02),
  ])
  func aFaultComesAfterItsTrigger(_ trigger: FaultTrigger, _ offset: Duration, _ at: Double) async {
    let played = await play(Self.restoring(trigger, at: offset), broken)
    #expect(near(played.record.faults.last?.appliedAt, at, within: 0.02))
    #expect(played.record.faults.allSatisfy { $0.effect.observed })
    #expect(played.record.status == .passed)
  }

  @Test func aFaultOfAStepIsPutInWhileTheRunbookRuns() async throws {
    let story = await play(Self.restoring(.step("start etcd")), broken).story
    let applied = try #require(story.firstIndex(of: "fault applied 1"))
    #expect(applied > (try #require(story.firstIndex(of: "step start etcd"))))
    #expect(applied < (try #require(story.firstIndex(of: "step start etcd done"))))
  }

  @Test func theClusterIsNotRecoveredBeforeTheLastFaultIsInAndProved() async {
    let played = await play(Self.restoring(.step("start etcd"), at: .seconds(30)), broken)
    #expect(near(played.record.faults.last?.appliedAt, 40.02, within: 0.02))
    #expect((played.events.time(of: "stable window") ?? 0) > 40)
    #expect(
      played.freshnessAsked.dropFirst().allSatisfy { $0 > 40 }, "signs of life before the last fault prove nothing")
  }

  @Test func aTimedFaultOfATriggerIsUndone() async {
    var drill = Self.restoring(.recoveryStarted)
    drill.faults[1] = ScheduledFault(.paused, when: .recoveryStarted, for: .seconds(1))
    let played = await play(drill, broken)
    #expect(near(played.events.time(of: "fault undone 1"), 9.02, within: 0.02))
    #expect(played.record.faults.last?.undone == true)
  }

  @Test(arguments: [
    (FaultTrigger.step("drink tea"), "step drink tea"), (.step("stop apiservers"), "step stop apiservers"),
  ])
  func aTriggerThatNeverComesMakesTheDrillInvalid(_ trigger: FaultTrigger, _ word: String) async {
    let played = await play(Self.restoring(trigger), broken)
    #expect(played.record.status == .invalid)
    #expect(
      played.record.reason == "fault process.kill was never put in: its trigger, \(word), never came")
    #expect(played.acts.filter { $0.hasPrefix("inject") } == ["inject 0"])
    #expect(played.record.seconds < 20, "it does not wait for the deadline")
  }

  @Test func aDetectionThatNeverCameIsWaitedForUntilTheDeadline() async {
    let drill = Drill.sample([ScheduledFault(.wiped), ScheduledFault(.killed, when: .detected)])
    let played = await play(drill)
    #expect(played.record.reason == "fault process.kill was never put in: its trigger, detected, never came")
    #expect(near(played.record.seconds, 8 + 120, within: 0.02))
  }

  @Test func theSecondFaultOfACascadeMustShowItsEffectToo() async {
    var script = broken
    script.faults[1] = FaultScript(effectAfter: nil)
    let played = await play(Self.restoring(.recoveryStarted), script)
    #expect(played.record.status == .invalid)
    #expect(played.record.reason == "fault process.kill had no effect: nothing changed")
  }

  @Test func whatCannotBePutInHereSkipsTheDrillBeforeAnythingIsTouched() async {
    let played = await play(.sample(), script { $0.obstacles = [.processKill: "the kernel has no sch_netem"] })
    #expect(played.record.status == .skipped)
    #expect(played.record.reason == "process.kill cannot be put in here: the kernel has no sch_netem")
    #expect(played.calls == ["boot", "finish"])
  }
}
