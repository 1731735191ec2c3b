import Model
import Testing

@testable import Reports

struct TimelineTests {
  @Test func timeCountsFromTheFirstFault() throws {
    let timeline = try #require(Timeline(Sample.crash, events: []))
    #expect(timeline.zero == 12.103)
    #expect(timeline.marks.map(\.label) == ["fault", "detected t+412 ms", "recovered t+5.24 s"])
  }

  @Test func aLongBootIsCutOffAndTheStableWindowIsNot() throws {
    let events = try #require(Sample.events["apiserver-crash-ha"])
    let timeline = try #require(Timeline(Sample.crash, events: events))
    #expect(timeline.shown.start > 8)
    #expect(timeline.shown.end > 20.346)
    #expect(timeline.stable == Span(start: 17.346, end: 20.346))
  }

  @Test func lanesThroughTheFrontDoorComeFirst() throws {
    let timeline = try #require(Timeline(Sample.crash, events: []))
    #expect(
      timeline.lanes.map(\.name) == [
        "api-read", "api-read/new", "api-write", "etcd-write", "api-read@cp-1", "api-read@cp-2", "api-read@cp-3",
      ])
  }

  @Test func anOutageThatNeverEndedLastsToTheEnd() throws {
    let events = try #require(Sample.events["apiserver-hang"])
    let timeline = try #require(Timeline(Sample.hang, events: events))
    let lane = try #require(timeline.lanes.first { $0.name == "api-write" })
    #expect(lane.outages == [Span(start: 12.3, end: timeline.watched.end)])
  }

  @Test func aDrillThatNeverBeganHasNoChart() {
    #expect(Timeline(Sample.skipped, events: []) == nil)
  }

  @Test(arguments: [(10.0, 1.0), (100, 10), (0.5, 0.05), (3000, 300)])
  func ticksAreRound(seconds: Double, step: Double) {
    let scale = TimelineScale(shown: Span(start: 0, end: seconds), start: 0, end: 800)
    let ticks = scale.ticks(zero: 0, gap: 78)
    #expect(abs(ticks[1] - ticks[0] - step) < 1e-9)
  }

  @Test func ticksStandOnZeroWhereverTheFaultIs() {
    let scale = TimelineScale(shown: Span(start: 8.3, end: 21), start: 0, end: 800)
    #expect(scale.ticks(zero: 12.103, gap: 78).contains { abs($0 - 12.103) < 1e-9 })
  }

  @Test func whatLiesOutsideIsClamped() {
    let scale = TimelineScale(shown: Span(start: 10, end: 20), start: 100, end: 200)
    #expect([5, 10, 15, 20, 99].map(scale.x) == [100, 100, 150, 200, 200])
  }

  @Test func marksThatWouldCollideAreStacked() {
    let scale = TimelineScale(shown: Span(start: 0, end: 10), start: 0, end: 1000)
    let near = [Timeline.Mark(kind: .fault, at: 1, label: "fault"), .init(kind: .detected, at: 1.1, label: "detected")]
    let far = [Timeline.Mark(kind: .fault, at: 1, label: "fault"), .init(kind: .detected, at: 8, label: "detected")]
    #expect(MarkLabels(near, scale: scale).height == 2 * MarkLabels(far, scale: scale).height)
  }

  @Test func theChartIsToldInWords() throws {
    let told = try #require(Timeline(Sample.crash, events: [])).description
    #expect(told.contains("api-read@cp-2 was down for 5.24 s from t+1.00 ms."))
    #expect(told.contains("Never down: etcd-write"))
  }
}
