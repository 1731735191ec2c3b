import Model
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct SteadyStateTests {
  @Test(arguments: [
    ("the lanes never turn good", script { $0.goodAfter = nil }, "not good: api-read, api-read/new"),
    ("no backup ever", script { $0.backupAfter = nil }, "no verified backup within 1 min 0 s"),
    ("too late for three seconds", script { $0.goodAfter = .seconds(58) }, "no 3.00 s without a failed sample"),
    ("the controllers never act", script { $0.freshness = [.never] }, "not seen: a lease was renewed"),
  ])
  func aSteadyStateThatNeverHeldIsAnError(_ name: String, _ script: StageScript, _ reason: String) async {
    let played = await play(.sample(), script)
    #expect(played.record.status == .errored)
    #expect(played.record.reason.hasPrefix("steady state never held: "))
    #expect(played.record.reason.contains(reason))
    #expect(played.acts.isEmpty, "nothing was injected")
    #expect(played.record.objectives.allSatisfy { $0.met == nil })
    #expect(played.calls.last == "finish")
  }

  @Test(arguments: [
    ("lanes", script { $0.goodAfter = .seconds(10) }, 13.0),
    ("backup", script { $0.backupAfter = .seconds(20) }, 20),
    ("controllers", script { $0.freshness = [FakeFreshness(after: .seconds(7)), .proved] }, 7),
    ("all at once", StageScript(), 3),
  ])
  func theFaultWaitsForTheSlowest(_ name: String, _ script: StageScript, _ seconds: Double) async {
    let played = await play(.sample(), script)
    #expect(near(played.record.faults.first?.appliedAt, 5 + seconds))
    #expect(played.record.status == .passed)
  }

  @Test(arguments: [
    script { $0.bootFailure = "no room" }, script { $0.prepareFailure = "no room" },
  ])
  func aClusterThatDoesNotStandIsAnError(_ script: StageScript) async {
    let played = await play(.sample(), script)
    #expect(played.record.status == .errored)
    #expect(played.record.reason == "no room")
    #expect(played.acts.isEmpty)
    #expect(played.story.suffix(2) == ["phase teardown", "drill ended"])
    #expect(played.calls.last == "finish", "what was begun is taken down")
  }
}
