extension Duration {
  /// Seconds with a fraction, the form that reports and `run.json` use.
  public var seconds: Double {
    Double(wholeNanoseconds) / 1e9
  }

  public init(seconds: Double) {
    self = .nanoseconds(Int64((seconds * 1e9).rounded()))
  }
}

/// How a duration is written in a drill file: a whole number and a unit, `250ms 3s 2m 1h`.
public enum DurationText {
  public static let expected = "a duration such as 250ms, 3s, 2m or 1h"

  private static let units: [(suffix: String, unit: Duration)] = [
    ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
  ]

  /// - Returns: nil unless `text` is a whole number with one of the units, at most ten years.
  public static func parse(_ text: some StringProtocol) -> Duration? {
    for (suffix, unit) in units where text.hasSuffix(suffix) {
      let digits = text.dropLast(suffix.count)
      guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { continue }
      guard let count = Int64(digits), count <= 315_360_000_000 else { return nil }
      let duration = unit * Int(count)
      return duration <= .seconds(315_360_000) ? duration : nil
    }
    return nil
  }

  /// The shortest spelling that `parse` reads back, in the largest unit that divides the duration.
  public static func write(_ duration: Duration) -> String {
    let milliseconds = duration.wholeNanoseconds / 1_000_000
    for (suffix, size) in [("h", Int64(3_600_000)), ("m", 60_000), ("s", 1000)]
    where milliseconds != 0 && milliseconds % size == 0 {
      return "\(milliseconds / size)\(suffix)"
    }
    return milliseconds == 0 ? "0s" : "\(milliseconds)ms"
  }

  /// For people: three significant steps are enough, `340 ms`, `2.71 s`, `1 min 23 s`.
  public static func brief(_ duration: Duration) -> String {
    (duration < .zero ? "−" : "") + brief(magnitude: abs(duration.seconds))
  }

  /// The unit changes where rounding would reach the next one: never `1000 ms`.
  private static func brief(magnitude seconds: Double) -> String {
    switch seconds {
    case 0: return "0 s"
    case ..<0.000_999_5: return "\(Int((seconds * 1e6).rounded())) µs"
    case ..<0.9995: return "\(Int((seconds * 1000).rounded())) ms"
    case ..<9.995: return "\(decimals(seconds, 2)) s"
    case ..<59.95: return "\(decimals(seconds, 1)) s"
    default:
      let whole = Int(seconds.rounded())
      return "\(whole / 60) min \(whole % 60) s"
    }
  }

  /// - Parameter value: not negative.
  private static func decimals(_ value: Double, _ places: Int) -> String {
    let scale = places == 2 ? 100 : 10
    let scaled = Int((value * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    return "\(scaled / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
  }
}
