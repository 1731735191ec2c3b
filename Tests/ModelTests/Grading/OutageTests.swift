import Model
import TestSupport
import Testing

struct OutageTests {
  private func outages(_ spans: [(LaneID, Double, Double?)]) -> [LaneID: OutageMeasure] {
    tape { $0.outages = spans.map { (lane: $0.0, from: $0.1, to: $0.2) } }.record.measures.outages
  }

  @Test func everyLaneHasItsOwnSum() throws {
    let measured = outages([("api-read", 10, 10.5), ("api-read", 11, 13), ("api-read/new", 12, 12.25)])
    let lane = try #require(measured["api-read"])
    #expect((lane.count, lane.seconds, lane.longest) == (2, 2.5, 2))
    #expect(lane.spans == [Span(start: 10, end: 10.5), Span(start: 11, end: 13)])
    #expect(lane.resolution == 0.001)
    #expect(measured["api-read/new"]?.seconds == 0.25)
  }

  @Test func aLaneWithoutOutagesIsThereWithZero() {
    #expect(
      outages([])["api-read"]
        == OutageMeasure(count: 0, seconds: 0, longest: 0, spans: [], resolution: 0, uncertain: false))
  }

  @Test(arguments: [
    ("over before the fault", 7.0, 9.0, 0, 0.0), ("just over", 7, 10, 0, 0), ("goes on", 7, 12, 1, 2),
    ("after", 11, 12, 1, 1),
  ])
  func onlyWhatComesAfterTheFaultCounts(_ name: String, _ from: Double, _ to: Double, _ count: Int, _ seconds: Double) {
    let lane = outages([("api-read", from, to)])["api-read"]
    #expect(lane?.count == count)
    #expect(lane?.seconds == seconds)
  }

  @Test func anOutageThatNeverEndedLastsForAsLongAsAnybodyLooked() {
    #expect(
      outages([("api-read", 11, nil)])["api-read"]?.seconds == 5, "up to the teardown at 16 s, not to the end at 20 s")
  }

  @Test(arguments: [(2.0, DrillStatus.passed), (1.9, .failed)])
  func theSumIsGradedAgainstItsTarget(_ target: Double, _ status: DrillStatus) {
    let record = tape(.sample(objectives: .all(outage: ["api-read": target]))) { $0.outages = [("api-read", 10, 12)] }
      .record
    #expect(record.status == status)
    #expect(record.objective("outage api-read")?.measured == 2)
  }
}
