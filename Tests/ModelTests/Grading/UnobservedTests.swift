import Model
import TestSupport
import Testing

/// A span in which the harness could not look is neither up nor down.
struct UnobservedTests {
  private static let down = [(lane: LaneID("api-read"), from: 10.0, to: Double?.some(12))]

  private static func detect(_ target: Double, _ spans: [Span], at detected: Double? = 10.5) -> Tape {
    tape(.sample(objectives: .all(detect: target))) { ($0.blind, $0.detected, $0.outages) = (spans, detected, down) }
  }

  private static func recover(_ target: Double, _ spans: [Span], uncertain: Bool = false) -> Tape {
    tape(.sample(objectives: .all(recover: target))) { ($0.blind, $0.outages, $0.uncertain) = (spans, down, uncertain) }
  }

  private static func outage(_ target: Double, _ spans: [Span], uncertain: Bool = false) -> Tape {
    tape(.sample(objectives: .all(outage: ["api-read": target]))) {
      ($0.blind, $0.outages, $0.uncertain) = (spans, down, uncertain)
    }
  }

  @Test(arguments: [
    ("missed, and blind before: it may have been seen in time", detect(0.3, [blind(10.1, 10.4)]), DrillStatus.invalid),
    ("missed, and blind only when it was too late anyway", detect(0.3, [blind(10.35, 10.45)]), .failed),
    ("missed, and blind only afterwards", detect(0.3, [blind(11, 14)]), .failed),
    ("missed, and blind before the fault", detect(0.3, [blind(3, 9)]), .failed),
    ("met, and blind before", detect(0.6, [blind(10.1, 10.4)]), .passed),
    ("never, and blind in time", detect(5, [blind(11, 12)], at: nil), .invalid),
    ("never, and blind too late", detect(0.5, [blind(11, 12)], at: nil), .failed),
    ("never, and never blind", detect(5, [], at: nil), .failed),
  ])
  func detection(_ name: String, _ tape: Tape, _ status: DrillStatus) { #expect(tape.record.status == status) }

  @Test(arguments: [
    ("missed, blind while it was seen failing", recover(1.9, [blind(10.5, 11)]), DrillStatus.failed),
    ("missed, blind at the outage's end", recover(1.9, [blind(11.8, 11.99)], uncertain: true), .invalid),
    ("missed by more than that", recover(1.7, [blind(11.8, 11.99)], uncertain: true), .failed),
    ("missed, blind after it recovered", recover(1.9, [blind(12.5, 13)]), .failed),
    ("met, blind in its stable window, the target beyond", recover(4, [blind(12.5, 13)]), .passed),
    ("met, blind in its stable window until after the target", recover(2.5, [blind(12.5, 13)]), .invalid),
    ("met, blind before the fault", recover(2, [blind(1, 9.9)]), .passed),
    ("met, blind after the stable window", recover(2, [blind(15, 15.9)]), .passed),
  ])
  func recovery(_ name: String, _ tape: Tape, _ status: DrillStatus) { #expect(tape.record.status == status) }

  @Test func aWindowThatBeganLateOnlyBecauseNobodyLookedIsNoMiss() {
    let late = tape(.sample(objectives: .all(recover: 5))) {
      $0.outages = Self.down
      ($0.stable, $0.fresh, $0.blind) = (Span(start: 15.2, end: 18), 15.2, [blind(14, 15.2)])
    }
    #expect(late.record.status == .invalid, "it may have been good since 12 s")
  }

  @Test func aProofThatCameLateIsAMissThoughNobodyLookedForAMoment() {
    let late = tape(.sample(objectives: .all(recover: 5))) {
      ($0.fresh, $0.blind, $0.outages) = (17, [blind(11, 11.1)], Self.down)
    }
    #expect(late.record.status == .failed)
  }

  @Test(arguments: [
    ("met, but one more may have gone unseen", outage(2.1, [blind(13, 13.5)]), DrillStatus.invalid),
    ("met by far", outage(3, [blind(13, 13.5)]), .passed),
    ("missed, its edges certain", outage(1.8, [blind(11, 11.5)]), .failed),
    ("missed, its edge uncertain", outage(1.8, [blind(11.5, 12)], uncertain: true), .invalid),
    ("met, blind before the fault", outage(2.1, [blind(3, 9)]), .passed),
  ])
  func outages(_ name: String, _ tape: Tape, _ status: DrillStatus) { #expect(tape.record.status == status) }

  @Test func aCertainMissCountsMoreThanADoubt() {
    let drill = Drill.sample(objectives: .all(recover: 1, outage: ["api-read": 2.1]))
    let record = tape(drill) { ($0.outages, $0.blind) = (Self.down, [blind(13, 13.5)]) }.record
    #expect(record.status == .failed)
    #expect(record.reason == "recover: 2.00 s, target 1.00 s")
  }

  @Test func theReasonNamesTheObjectiveThatHangsOnIt() {
    let record = Self.detect(0.3, [blind(10.1, 10.4)]).record
    #expect(record.reason == "the harness could not look when it mattered for detect")
    #expect(record.unobserved == [blind(10.1, 10.4)])
    #expect(record.objectives.allSatisfy { $0.met == nil })
  }

  // MARK: never recovered

  private static func lost(_ spans: [Span], _ outages: [(lane: LaneID, from: Double, to: Double?)]) -> Tape {
    tape {
      ($0.stable, $0.fresh, $0.blind, $0.outages) = (nil, nil, spans, outages)
      $0.more = [(30, .note("still looking")), (40, .phaseBegan(.teardown)), (41, .drillEnded)]
    }
  }

  @Test(arguments: [
    ("seen failing to the end", lost([blind(20, 39)], [("api-read", 10, nil)]), DrillStatus.failed),
    ("blind for most of the time", lost([blind(12, 39)], [("api-read", 10, 12)]), .invalid),
    (
      "blind in a gap too short for a stable window",
      lost([blind(12, 13)], [("api-read", 10, 12), ("api-read", 14, nil)]), .failed
    ),
    (
      "another lane was seen failing", lost([blind(12, 39)], [("api-read", 10, 12), ("api-read/new", 10, nil)]), .failed
    ),
    ("never blind", lost([], [("api-read", 10, 12)]), .failed),
  ])
  func aRecoveryThatWasNotSeen(_ name: String, _ tape: Tape, _ status: DrillStatus) {
    #expect(tape.record.status == status)
  }

  @Test(arguments: [
    Self.lost([blind(12, 39)], []).with { $0.failure = "no backup" },
    Self.lost([blind(12, 39)], []).with { $0.ledger = .kept(genesis: false) },
    Self.lost([blind(12, 39)], []).with { ($0.fresh, $0.proved) = (39, false) },
  ])
  func blindnessExcusesNoOtherFailure(_ tape: Tape) { #expect(tape.record.status == .failed) }
}
