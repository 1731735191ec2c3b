import Faults
import Model
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct FaultsInADrillTests {
  private let shortPause = ScheduledFault(.paused, for: .seconds(15))

  @Test func aFaultWithoutEffectMakesTheDrillInvalid() async {
    let played = await play(.sample(), script { $0.faults[0] = FaultScript(effectAfter: nil) })
    #expect(played.record.status == .invalid)
    #expect(played.record.reason == "fault process.kill had no effect: nothing changed")
    #expect(played.record.faults.first?.effect.observed == false)
    #expect(!played.story.contains("stable window"), "nothing is judged that was never broken")
  }

  @Test func anEffectMayTakeAWhileToShow() async {
    let played = await play(.sample(), script { $0.faults[0] = FaultScript(effectAfter: .seconds(9)) })
    #expect(played.record.status == .passed)
    #expect(near(played.events.time(of: "fault effect 0 true"), 17, within: 0.02))
  }

  @Test(arguments: [
    FaultScript(injectFailure: .providerFailed("refused")), FaultScript(prepareFailure: .providerFailed("refused")),
  ])
  func aFaultThatCannotBePutInIsAnError(_ fault: FaultScript) async {
    let played = await play(.sample([shortPause]), script { $0.faults[0] = fault })
    #expect(played.record.status == .errored)
    #expect(played.record.reason == "fault process.pause: refused")
    #expect(played.record.faults.allSatisfy { $0.appliedAt == nil })
    #expect(near(played.record.seconds, 8), "nobody waits for a fault that will never be in")
  }

  @Test func aFaultThatFailedHalfWayIsUndone() async {
    let half = FaultScript(injectTakes: .seconds(1), injectFailure: .providerFailed("half-way"))
    let played = await play(.sample([shortPause]), script { $0.faults[0] = half })
    #expect(played.acts == ["inject 0", "undo 0"])
    #expect(played.record.faults.first?.undone == true)
    #expect(played.story.contains("fault intended 0"), "it is on record before it is tried")
  }

  @Test func aFaultWithAnEndIsUndoneThen() async {
    let paused = script { $0.outages = [FakeOutage(until: .after(.seconds(15)))] }
    let played = await play(.sample([shortPause]), paused)
    #expect(near(played.events.time(of: "fault undone 0"), 8 + 15))
    #expect(played.acts == ["inject 0", "undo 0"], "once, and not again at the end")
    #expect(near(played.record.measures.timeToRecover, 15))
    #expect(played.record.faults.first?.undone == true)
  }

  @Test func aFaultWithoutAnEndIsUndoneWhenTheDrillEnds() async throws {
    let played = await play(.sample([ScheduledFault(.paused)]))
    let undone = try #require(played.story.firstIndex(of: "fault undone 0"))
    #expect(undone > (try #require(played.story.firstIndex(of: "stable window"))))
    #expect(undone < (try #require(played.story.firstIndex(of: "phase teardown"))))
  }

  @Test func whatCannotBeUndoneIsLeftToRecovery() async {
    let played = await play(.sample([ScheduledFault(.killed), ScheduledFault(.wiped)]))
    #expect(played.acts == ["inject 0", "inject 1"])
    #expect(played.record.faults.allSatisfy { $0.undone == nil })
  }

  @Test func severalFaultsComeAtTheirTimes() async {
    let faults = [
      ScheduledFault(.paused, at: .seconds(4), for: .seconds(2)), ScheduledFault(.killed),
      ScheduledFault(.killed, at: .seconds(2)),
    ]
    let played = await play(.sample(faults))
    #expect(played.acts == ["inject 1", "inject 2", "inject 0", "undo 0"])
    #expect(played.record.faults.map { ($0.appliedAt ?? 0).rounded() } == [12, 8, 10])
    #expect(near(played.record.measures.timeToRecover, 6), "not before the last fault has ended")
    #expect(played.record.status == .passed)
  }

  @Test func everyFaultIsUndoneTheLastOneFirstThoughOneUndoFails() async {
    let faults = (0..<3).map { ScheduledFault(.paused, at: .seconds($0)) }
    let played = await play(.sample(faults), script { $0.faults[1] = FaultScript(undoFailures: 9) })
    #expect(played.acts.suffix(3) == ["undo 2", "undo 1", "undo 0"])
    #expect(played.record.faults.map(\.undone) == [true, false, true])
    #expect(played.record.warnings.contains("fault 2 could not be undone: the undo of 1 failed"))
    #expect(
      ExitCode([played.record.status], faultLeft: played.record.faults.contains { $0.undone == false }) == .faultLeft)
  }

  @Test func aTimedUndoThatFailedIsTriedAgainAtTheEnd() async {
    let played = await play(.sample([shortPause]), script { $0.faults[0] = FaultScript(undoFailures: 1) })
    #expect(played.acts == ["inject 0", "undo 0", "undo 0"])
    #expect(played.record.faults.first?.undone == true)
  }

  @Test func whatWasPutInIsUndoneWhenALaterStepFails() async {
    let faults = [
      ScheduledFault(.paused), ScheduledFault(.paused, at: .seconds(1)), ScheduledFault(.killed, at: .seconds(2)),
    ]
    let played = await play(.sample(faults), script { $0.faults[2] = FaultScript(injectFailure: .notRunning("it")) })
    #expect(played.acts == ["inject 0", "inject 1", "inject 2", "undo 1", "undo 0"])
    #expect(played.record.status == .errored)
    #expect(played.record.faults.prefix(2).allSatisfy { $0.undone == true })
    #expect(near(played.record.seconds, 10), "at once")
  }

  @Test func aLaneThatFailedBeforeAPlainCommandProvesNothing() async {
    let drill = Drill.sample([ScheduledFault(.killed), ScheduledFault(.run("break", effect: nil), at: .seconds(1))])
    let played = await play(drill, script { $0.outages = [FakeOutage("api-read", until: .after(.seconds(30)))] })
    #expect(played.record.status == .invalid)
    #expect(
      played.record.faults.last?.effect.evidence == "api-read failed before the command ran, so it proves nothing")
  }

  @Test func aPlainCommandIsProvedByALaneThatFails() async {
    let bare = Drill.sample([ScheduledFault(.run("break", effect: nil))])
    let felt = await play(bare, script { $0.outages = [FakeOutage("api-read", until: .after(.seconds(1)))] })
    #expect(
      felt.record.faults.first?.effect == EffectProof(observed: true, evidence: "left the steady state: api-read"))
    let unfelt = await play(bare)
    #expect(unfelt.record.status == .invalid)
    #expect(unfelt.record.reason == "fault command had no effect: no lane left its steady state")
  }
}
