import Model
import TestSupport
import Testing

struct StatusTests {
  @Test(arguments: [
    ("all is well", tape(), DrillStatus.passed, "recovered in 2.00 s, no acknowledged write lost"),
    ("no effect", tape { $0.effect = false }, .invalid, "fault process.kill had no effect: looked"),
    (
      "no window", tape { ($0.stable, $0.fresh) = (nil, nil) }, .failed,
      "not recovered: no stable window before the deadline"
    ),
    ("not live", tape { $0.proved = false }, .failed, "not recovered: no proof that its state is live (a lease)"),
    (
      "not live, no window", tape { ($0.proved, $0.stable) = (false, nil) }, .failed,
      "not recovered: no proof that its state is live (a lease)"
    ),
    (
      "still down", tape { ($0.proved, $0.stable, $0.outages) = (false, nil, [("api-read", 10, nil)]) }, .failed,
      "not recovered: no stable window before the deadline"
    ),
    (
      "empty", tape { $0.ledger = .kept(genesis: false) }, .failed,
      "not recovered: the cluster answers but its data is gone"
    ),
    (
      "wrong watch", tape { $0.more = [(15, .watches(WatchFacts(outcome: .wrong, detail: "revision 9 after 12")))] },
      .failed, "a watch that was held open was told something wrong: revision 9 after 12"
    ),
    (
      "never detected", tape(Drill.sample(recovery: .restore)) { ($0.detected, $0.stable) = (nil, nil) }, .failed,
      "not recovered: nothing was detected, so restore-from-backup never began"
    ),
    ("runbook", tape { $0.failure = "no backup" }, .failed, "not recovered: no backup"),
    ("skipped", tape { $0.more = [(1, .skipped(reason: "no netem"))] }, .skipped, "no netem"),
    ("broken", tape { $0.more = [(1, .failed(reason: "no room"))] }, .errored, "no room"),
    ("unsteady", tape { $0.more = [(9, .steadyStateMissed(reason: "no"))] }, .errored, "steady state never held: no"),
    ("stopped", tape { $0.more = [(11, .interrupted(reason: "Ctrl-C"))] }, .errored, "interrupted: Ctrl-C"),
  ])
  func everyStatusHasItsReason(_ name: String, _ tape: Tape, _ status: DrillStatus, _ reason: String) {
    #expect(tape.record.status == status)
    #expect(tape.record.reason == reason)
  }

  @Test(arguments: DrillStatus.allCases)
  func onlyAJudgedDrillDecidesItsObjectives(_ status: DrillStatus) {
    let judged = tapes[status]?.record
    #expect(judged?.status == status)
    #expect(judged?.objectives.allSatisfy { ($0.met != nil) == [.passed, .failed].contains(status) } == true)
  }

  private let tapes: [DrillStatus: Tape] = [
    .passed: tape(), .failed: tape { $0.proved = false }, .invalid: tape { $0.effect = false },
    .errored: tape { $0.more = [(1, .failed(reason: "no room"))] },
    .skipped: tape { $0.more = [(1, .skipped(reason: "no"))] },
  ]

  @Test func oneFaultWithoutEffectAmongSeveralMakesTheDrillInvalid() {
    let drill = Drill.sample([ScheduledFault(.killed), ScheduledFault(.killed, at: .seconds(1))])
    let second = tape(drill) {
      $0.more = [(11.5, .faultEffect(index: 1, EffectProof(observed: false, evidence: "runs on")))]
    }
    #expect(second.record.status == .invalid)
    #expect(second.record.reason == "fault process.kill had no effect: runs on")
  }

  @Test func aFaultThatWasNeverPutInMakesTheDrillInvalid() {
    let drill = Drill.sample([ScheduledFault(.killed), ScheduledFault(.killed)])
    var played = tape()
    played.drill = drill
    let events = played.events.filter { event in
      if case .faultIntended(1, _, _, _, _) = event.body {
        false
      } else if case .faultEffect(1, _) = event.body {
        false
      } else {
        true
      }
    }
    #expect(grade(drill.planned, events).reason == "fault process.kill had no effect: it was never put in")
  }

  @Test func everyMissedObjectiveIsNamed() {
    let drill = Drill.sample(objectives: .all(detect: 0.1, recover: 1, loss: 0, outage: ["api-read": 0.5]))
    let lost = LedgerFacts.kept(missing: [LostWrite(number: 7, acknowledgedAt: 9.9)], lastSurvivingAt: 9.4)
    let played = tape(drill) { ($0.ledger, $0.outages) = (lost, [("api-read", 10, 12)]) }
    #expect(played.record.status == .failed)
    #expect(
      played.record.reason
        == "detect: 500 ms, target 100 ms; recover: 2.00 s, target 1.00 s; "
        + "lost 1 acknowledged writes over 500 ms, target 0 s; outage api-read: 2.00 s, target 500 ms")
    #expect(played.record.objectives.map(\.met) == [true, false, false, false, false])
  }

  @Test func aTargetThatIsJustReachedIsMet() {
    let drill = Drill.sample(objectives: .all(detect: 0.5, recover: 2))
    #expect(tape(drill).record.status == .passed)
  }

  @Test func aDrillOfTheSameEventsCanBeJudgedAgainByOtherObjectives() {
    let events = tape().events
    #expect(grade(Drill.sample(objectives: .all(recover: 2)).planned, events).status == .passed)
    #expect(grade(Drill.sample(objectives: .all(recover: 1.9)).planned, events).status == .failed)
  }
}
