import Model

/// Where things go. A chart comes twice: wide with its labels on the left, narrow with them above their rows.
struct TimelineLayout: Hashable {
  var name: String
  var width: Double
  /// Room on the left for labels; 0 puts them above.
  var gutter: Double
  var rightPad: Double
  /// Least room between two ticks.
  var tickGap: Double

  static let wide = TimelineLayout(name: "wide", width: 1080, gutter: 190, rightPad: 14, tickGap: 78)
  static let narrow = TimelineLayout(name: "narrow", width: 346, gutter: 0, rightPad: 6, tickGap: 58)

  var labelsAbove: Bool { gutter == 0 }
  var labelHeight: Double { labelsAbove ? 15 : 0 }
  var rowHeight: Double { 24 + labelHeight }
  var plotStart: Double { gutter + (labelsAbove ? 2 : 0) }
  var plotEnd: Double { width - rightPad }

  /// About how wide a text is; no font is measured here.
  static func textWidth(_ text: String) -> Double {
    Double(text.unicodeScalars.count) * 6.4
  }
}

/// Time to place.
struct TimelineScale: Hashable {
  var shown: Span
  var start: Double
  var end: Double

  /// Clamped, so that what began before the chart does is drawn from its edge.
  func x(_ at: Double) -> Double {
    let share = (min(max(at, shown.start), shown.end) - shown.start) / max(shown.seconds, 1e-9)
    return start + share * (end - start)
  }

  func shows(_ at: Double) -> Bool { at >= shown.start && at <= shown.end }

  func overlaps(_ span: Span) -> Bool { span.end >= shown.start && span.start <= shown.end }

  /// Round moments, counted from `zero`, at least `gap` apart.
  func ticks(zero: Double, gap: Double) -> [Double] {
    let room = max(1, (end - start) / gap)
    let steps: [Double] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 21_600]
    let step = steps.first { shown.seconds / $0 <= room } ?? 86_400
    let first = ((shown.start - zero) / step).rounded(.up)
    let last = ((shown.end - zero) / step).rounded(.down)
    guard last - first < 500 else { return [] }
    return stride(from: first, through: last, by: 1).map { zero + $0 * step }
  }
}
