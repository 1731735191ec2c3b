import Probes
import Testing

struct HistogramTests {
  @Test(arguments: [0, 1, 31, 32, 33, 63, 64, 65, 1000, 12_345, 1_000_000, 59_000_000])
  func aLoneValueIsItsOwnMedianToAThirtySecond(microseconds: Int) {
    var histogram = Histogram()
    histogram.record(.microseconds(microseconds))
    histogram.record(.seconds(600))
    let median = histogram.quantile(0.5).map { Int($0 / .microseconds(1)) } ?? -1
    #expect((microseconds...microseconds + microseconds / 31).contains(median))
  }

  @Test func quantilesAndMaximum() {
    var histogram = Histogram()
    for value in 1...1000 { histogram.record(.milliseconds(value)) }
    #expect(histogram.count == 1000)
    #expect(histogram.max == .seconds(1))
    #expect(histogram.quantile(1) == .seconds(1))
    #expect((500...516).contains(histogram.quantile(0.5).map { Int($0 / .milliseconds(1)) } ?? 0))
  }

  @Test func nothingRecordedHasNoQuantile() { #expect(Histogram().quantile(0.5) == nil) }

  @Test func negativeAndHugeValuesAreHeld() {
    var histogram = Histogram()
    histogram.record(.seconds(-1))
    histogram.record(.seconds(1_000_000))
    #expect(histogram.count == 2)
    #expect(histogram.quantile(0.5) == .zero)
  }
}
