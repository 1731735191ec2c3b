import Faults
import Model
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct InterruptedDrillTests {
  private let drill = Drill.sample([
    ScheduledFault(.paused), ScheduledFault(.paused, at: .seconds(1), for: .seconds(30)),
  ])

  /// Boot ends at 5 s, the steady state at 8 s.
  @Test(arguments: [
    ("boot", 2.0, []), ("steady state", 7, []), ("fault", 9.5, ["inject 0", "inject 1", "undo 1", "undo 0"]),
  ])
  func whereverItIsStoppedEverythingIsUndone(_ phase: String, _ stop: Double, _ acts: [String]) async {
    let played = await play(drill, stopAt: stop)
    #expect(played.acts == acts)
    #expect(played.record.status == .errored)
    #expect(played.record.reason == "interrupted: the drill was stopped before its end")
    #expect(played.story.suffix(2) == ["phase teardown", "drill ended"])
    #expect(played.calls.last == "finish")
    #expect(played.record.phases.contains { $0.name == phase })
    #expect(near(played.record.seconds, stop), "at once")
  }

  @Test func inTheMiddleOfAnInjectItCountsAsInterrupted() async {
    let slow = script { $0.faults[0] = FaultScript(injectTakes: .seconds(10)) }
    let played = await play(drill, stopAt: 12, slow)
    #expect(played.record.reason == "interrupted: the drill was stopped before its end")
    #expect(played.acts == ["inject 0", "undo 0"])
    #expect(near(played.record.seconds, 18), "what was ordered came to its end before it was undone")
  }

  @Test func anInjectThatMayBeCutShortIsNotWaitedFor() async {
    let slow = script { $0.faults[0] = FaultScript(injectTakes: .seconds(10), canBeCutShort: true) }
    let played = await play(drill, stopAt: 12, slow)
    #expect(played.acts == ["inject 0", "undo 0"])
    #expect(near(played.record.seconds, 12))
  }

  @Test func inTheMiddleOfARebootTheMachineIsSwitchedOn() async {
    let reboot = ScheduledFault(.on(.machineReboot, Target(machine: MachineName("cp-1"))))
    let slow = script { $0.faults[0] = FaultScript(injectTakes: .seconds(10)) }
    #expect(await play(.sample([reboot]), stopAt: 12, slow).acts == ["inject 0"], "it came to its end")
    let failing = script { $0.faults[0] = FaultScript(injectTakes: .seconds(10), injectFailure: .providerFailed("no")) }
    #expect(await play(.sample([reboot]), stopAt: 12, failing).acts == ["inject 0", "undo 0"])
  }

  @Test func inTheMiddleOfATimedUndoItIsUndoneAgain() async {
    let slow = script { $0.faults[0] = FaultScript(undoTakes: .seconds(10)) }
    let played = await play(.sample([ScheduledFault(.paused, for: .seconds(2))]), stopAt: 12, slow)
    #expect(played.acts == ["inject 0", "undo 0", "undo 0"])
    #expect(played.record.faults.first?.undone == true)
  }

  @Test func inTheMiddleOfTheRunbookItCountsAsInterrupted() async {
    let lost = script { $0.outages = [FakeOutage(until: .repair)] }
    let played = await play(.sample([ScheduledFault(.wiped)], recovery: .restore), stopAt: 10, lost)
    #expect(played.record.status == .errored)
    #expect(played.record.reason.hasPrefix("interrupted"))
    #expect(near(played.record.measures.timeToDetect, 0.02), "what was measured stays")
    #expect(played.record.measures.timeToRecover == nil)
  }
}
