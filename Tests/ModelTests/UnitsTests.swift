import Model
import Testing

struct UnitsTests {
  @Test(arguments: [
    ("250ms", Duration.milliseconds(250)), ("3s", .seconds(3)), ("2m", .seconds(120)), ("1h", .seconds(3600)),
    ("0s", .zero),
    ("007s", .seconds(7)), ("87600h", .seconds(315_360_000)),
  ])
  func aDurationIsANumberAndAUnit(_ text: String, _ duration: Duration) {
    #expect(DurationText.parse(text) == duration)
  }

  @Test(arguments: [
    "", "s", "3", "5 minutes", "5 s", " 5s", "5s ", "-3s", "+3s", "1.5s", "3S", "3sec", "1h30m", "٣s", "3µs", "87601h",
    "315360000001ms", "99999999999999999999s", "0x3s", "1e3s",
  ])
  func anythingElseIsNoDuration(_ text: String) {
    #expect(DurationText.parse(text) == nil)
  }

  @Test(arguments: ["250ms", "3s", "90s", "2m", "1h", "25h", "0s", "61s", "1001ms"])
  func aDurationIsWrittenAsItWasRead(_ text: String) throws {
    #expect(DurationText.write(try #require(DurationText.parse(text))) == text)
  }

  @Test(arguments: [("120s", "2m"), ("60m", "1h"), ("1000ms", "1s"), ("0h", "0s")])
  func theLargestUnitIsWritten(_ text: String, _ written: String) throws {
    #expect(DurationText.write(try #require(DurationText.parse(text))) == written)
  }

  @Test(arguments: [
    (0.0, "0 s"), (0.000_34, "340 µs"), (0.34, "340 ms"), (0.9994, "999 ms"), (0.9996, "1.00 s"), (2.714, "2.71 s"),
    (9.994, "9.99 s"), (9.996, "10.0 s"), (12.34, "12.3 s"), (59.94, "59.9 s"), (59.96, "1 min 0 s"),
    (83, "1 min 23 s"),
    (-2.5, "−2.50 s"), (-0.01, "−10 ms"), (0.05, "50 ms"), (1.05, "1.05 s"), (10.04, "10.0 s"), (3600, "60 min 0 s"),
  ])
  func forPeopleThreeDigitsAreEnough(_ seconds: Double, _ text: String) {
    #expect(DurationText.brief(Duration(seconds: seconds)) == text)
  }

  @Test(arguments: [("50/s", 50), ("1/s", 1), ("1000/s", 1000)])
  func aRateIsANumberASecond(_ text: String, _ count: Int) throws {
    let rate = try #require(Rate(text))
    #expect(rate.perSecond == count)
    #expect(rate.interval * count == .seconds(1))
  }

  @Test(arguments: [
    "", "/s", "50", "50/", "50/m", "50 /s", "0/s", "1001/s", "-5/s", "+5/s", "1.5/s", "٥/s", "50/S",
    "99999999999999999999/s",
  ])
  func anythingElseIsNoRate(_ text: String) {
    #expect(Rate(text) == nil)
  }

  @Test func secondsKeepTheirNanoseconds() {
    #expect(Duration(seconds: 1.234_567_89).seconds == 1.234_567_89)
    #expect(Duration(seconds: -0.5) == .milliseconds(-500))
    #expect(Duration.seconds(Int64.max / 2).wholeNanoseconds == .max)
  }

  @Test func momentsAreOrderedAndNeverGoBelowTheClocksStart() {
    let moment = MonotonicTime(nanoseconds: 5)
    #expect(moment + .nanoseconds(3) - moment == .nanoseconds(3))
    #expect(moment - (moment + .nanoseconds(3)) == .nanoseconds(-3))
    #expect(moment - .seconds(1) == MonotonicTime(nanoseconds: 0))
    #expect(moment < moment + .nanoseconds(1))
  }
}
