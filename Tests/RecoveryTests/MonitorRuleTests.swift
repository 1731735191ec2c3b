import Model
import Recovery
import Testing

struct MonitorRuleTests {
  @Test(arguments: [
    ([0, 0], String?.none), ([2, 2], nil), ([3, 0], "lane-0"), ([0, 3], "lane-1"), ([9, 4], "lane-0, lane-1"),
    ([], nil),
  ])
  func threeFailuresInARowOnAnyLaneSetItOff(_ failures: [Int], _ evidence: String?) {
    let readings = failures.enumerated().map { MonitorReading(lane: .init("lane-\($0)"), consecutiveFailures: $1) }
    #expect(MonitorRule.standard.firing(readings) == evidence)
    #expect(MonitorRule.standard.firing(readings.reversed()) == evidence, "whatever their order")
  }

  @Test func itsNameSaysWhatItAsksFor() {
    #expect(MonitorRule.standard.name == "3 failed samples in a row")
  }
}
