import Testing

@testable import Probes

struct PaceTests {
  let pace = Pace(interval: .milliseconds(10), fastInterval: .milliseconds(1), isHandshakeEach: false)
  let handshakes = Pace(interval: .milliseconds(10), fastInterval: .milliseconds(1), isHandshakeEach: true)

  @Test(arguments: [
    (Pace.Condition.good, 10_000),
    (.overdue, 5000),
    (.alert(lanesFailing: 2), 2000),
    (.failing(.refused, age: .zero, lanesFailing: 1), 1000),
    (.failing(.reset, age: .zero, lanesFailing: 4), 4000),
    (.failing(.refused, age: .zero, lanesFailing: 50), 10_000),
    (.failing(.refused, age: .seconds(10), lanesFailing: 1), 5000),
    (.failing(.refused, age: .seconds(3600), lanesFailing: 1), 10_000),
    (.failing(.status, age: .seconds(3600), lanesFailing: 1), 5000),
    (.failing(.timedOut, age: .seconds(1), lanesFailing: 1), 5000),
    (.failing(.timedOut, age: .seconds(10), lanesFailing: 1), 30_000),
    (.failing(.timedOut, age: .seconds(3600), lanesFailing: 1), 250_000),
  ])
  func theWorseAndTheYoungerTheCloser(condition: Pace.Condition, microseconds: Int) {
    #expect(pace.interval(in: condition, answer: .zero) == .microseconds(microseconds))
  }

  @Test(arguments: [
    (Pace.Condition.alert(lanesFailing: 1), 5),
    (.failing(.refused, age: .zero, lanesFailing: 1), 1),
    (.failing(.reset, age: .zero, lanesFailing: 1), 5),
    (.failing(.timedOut, age: .seconds(10), lanesFailing: 1), 100),
  ])
  func handshakesAreSpacedWider(condition: Pace.Condition, milliseconds: Int) {
    #expect(handshakes.interval(in: condition, answer: .zero) == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    (Pace.Condition.good, 40, 10), (.good, 400, 50), (.overdue, 400, 50), (.good, 4000, 250),
    (.failing(.timedOut, age: .seconds(1), lanesFailing: 1), 800, 100),
    (.failing(.status, age: .seconds(1), lanesFailing: 1), 800, 100),
    (.failing(.refused, age: .zero, lanesFailing: 1), 800, 1), (.alert(lanesFailing: 1), 800, 1),
  ])
  func aServerThatAnswersLateIsAskedLessOften(condition: Pace.Condition, answer: Int, milliseconds: Int) {
    #expect(pace.interval(in: condition, answer: .milliseconds(answer)) == .milliseconds(milliseconds))
  }

  @Test func aHandshakeLateIsAskedForEvenLess() {
    #expect(handshakes.interval(in: .good, answer: .milliseconds(100)) == .milliseconds(50))
  }

  @Test func aSlowLaneIsNeverSampledSlowerThanItsInterval() {
    let slow = Pace(interval: .seconds(1), fastInterval: .milliseconds(1), isHandshakeEach: false)
    let hang = Pace.Condition.failing(.timedOut, age: .seconds(3600), lanesFailing: 1)
    #expect(slow.interval(in: hang, answer: .seconds(60)) == .seconds(1))
  }
}
