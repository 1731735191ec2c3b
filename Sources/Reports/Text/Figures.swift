import Foundation
import Model

/// Numbers as people and machines read them. Never an exponent, never a crash on a figure that is no number.
enum Figures {
  /// `41.200`: three places, as JUnit's schema wants it.
  static func fixed(_ value: Double) -> String {
    decimal(value, places: 3)
  }

  /// `2.71 s`, `340 ms`, `1 min 23 s`.
  static func span(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e9 else { return "unknown" }
    if abs(seconds) < 0.0000005 { return "0 s" }
    if abs(seconds) < 0.01 { return sign(seconds) + decimal(abs(seconds) * 1000, places: 2) + " ms" }
    return sign(seconds) + DurationText.brief(Duration(seconds: abs(seconds)))
  }

  /// As a drill's author wrote it: `30 s` and not `30.0 s`.
  static func target(_ seconds: Double) -> String {
    guard seconds >= 1, seconds < 1e9, seconds == seconds.rounded() else { return span(seconds) }
    let whole = Int(seconds)
    if whole >= 3600, whole.isMultiple(of: 3600) { return "\(whole / 3600) h" }
    if whole > 90, whole.isMultiple(of: 60) { return "\(whole / 60) min" }
    return whole <= 90 ? "\(whole) s" : span(seconds)
  }

  /// A moment counted from the first fault: `t+2.71 s`, `t−350 ms`.
  static func moment(_ offset: Double) -> String {
    offset < 0 ? "t−" + span(-offset) : "t+" + span(offset)
  }

  static func bytes(_ count: Int) -> String {
    switch count {
    case ..<1024: "\(count) B"
    case ..<1_048_576: decimal(Double(count) / 1024, places: 1) + " KiB"
    case ..<1_073_741_824: decimal(Double(count) / 1_048_576, places: 1) + " MiB"
    default: decimal(Double(count) / 1_073_741_824, places: 1) + " GiB"
    }
  }

  /// `1 write`, `710 writes`.
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
  }

  /// `12 345`, with a narrow space that does not break.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var shown = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { shown += "\u{202F}" }
      shown.append(digit)
    }
    return (number < 0 ? "−" : "") + shown
  }

  /// `2026-01-31 14:05:09 UTC`.
  static func wall(_ date: Date) -> String {
    let text = date.formatted(.iso8601)
    return text.replacing("T", with: " ").replacing("Z", with: " UTC")
  }

  static func decimal(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (value * scale).rounded()
    guard scaled.isFinite, abs(scaled) < 9e15 else { return places == 0 ? "0" : "0." + zeros(places) }
    let whole = Int64(scaled.magnitude)
    guard places > 0 else { return (scaled < 0 ? "-" : "") + String(whole) }
    let fraction = String(whole % Int64(scale))
    return (scaled < 0 ? "-" : "") + "\(whole / Int64(scale))." + zeros(places - fraction.utf8.count) + fraction
  }

  private static func zeros(_ count: Int) -> String {
    String(repeating: "0", count: max(0, count))
  }

  private static func sign(_ value: Double) -> String {
    value < 0 ? "−" : ""
  }
}
