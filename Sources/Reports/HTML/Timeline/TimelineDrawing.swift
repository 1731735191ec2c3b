import Model

/// Draws a `Timeline` in one layout, from the top: marks, axis, phases, faults, recovery, backups, probe lanes.
struct TimelineDrawing {
  let timeline: Timeline
  let layout: TimelineLayout
  let scale: TimelineScale
  /// Unique in the page, for the title that screen readers use.
  let id: String
  var svg = SVGText()
  var y = 0.0

  init(_ timeline: Timeline, layout: TimelineLayout, id: String) {
    self.timeline = timeline
    self.layout = layout
    self.id = "\(id)-\(layout.name)"
    scale = TimelineScale(shown: timeline.shown, start: layout.plotStart, end: layout.plotEnd)
  }

  func text(title: String) -> String {
    var rows = self
    let labels = MarkLabels(timeline.marks.filter { scale.shows($0.at) }, scale: scale)
    rows.y = labels.height + 6
    let axisTop = rows.y
    rows.axisAndPhases()
    let rowsTop = rows.y
    rows.drawRows()
    let height = rows.y + 4

    var whole = SVGText()
    whole.raw(
      "<svg class=\"\(layout.name)\" viewBox=\"0 0 \(SVGText.number(layout.width)) \(SVGText.number(height))\" ")
    whole.raw("role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\"><title id=\"\(id)-t\">\(Markup.escaped(title))</title>")
    whole.raw("<desc id=\"\(id)-d\">\(Markup.escaped(timeline.description))</desc>")
    backdrop(&whole, from: axisTop, rowsTop: rowsTop, to: height)
    labels.drawLines(into: &whole, end: height)
    whole.raw(rows.svg.text)
    labels.draw(into: &whole)
    whole.raw("</svg>")
    return whole.text
  }

  private func backdrop(_ svg: inout SVGText, from axisTop: Double, rowsTop: Double, to height: Double) {
    for tick in timeline.ticks(scale, gap: layout.tickGap) {
      svg.line("grid", x: scale.x(tick), from: axisTop + 16, to: height)
    }
    guard let stable = timeline.stable, scale.overlaps(stable) else { return }
    let start = scale.x(stable.start)
    svg.rect(
      "stable", x: start, y: rowsTop, width: scale.x(stable.end) - start, height: height - rowsTop,
      title: "stable window, \(Figures.span(stable.seconds))")
  }

  private mutating func axisAndPhases() {
    for tick in timeline.ticks(scale, gap: layout.tickGap) {
      let offset = timeline.offset(tick)
      let style = abs(offset) < 1e-6 ? "label strong halo" : "dim halo"
      let x = min(max(scale.x(tick), scale.start + 8), scale.end - 12)
      svg.words(Self.tickLabel(offset), style, x: x, y: y + 11, anchor: .middle)
    }
    if !layout.labelsAbove { svg.words("seconds since the fault", "dim", x: 0, y: y + 11) }
    y += 20
    phases()
  }

  private mutating func phases() {
    if !layout.labelsAbove { svg.words("phases", "label", x: 0, y: y + 13) }
    for phase in timeline.phases {
      let span = Span(start: phase.start, end: phase.start + phase.seconds)
      guard scale.overlaps(span) else { continue }
      let (start, end) = (scale.x(span.start), scale.x(span.end))
      guard end - start >= 0.5 else { continue }
      svg.rect(
        "phase", x: start, y: y, width: end - start, height: 19, radius: 3,
        title: "\(phase.name), \(Figures.span(phase.seconds))")
      if TimelineLayout.textWidth(phase.name) + 8 < end - start {
        svg.words(phase.name, "dim", x: (start + end) / 2, y: y + 13.5, anchor: .middle)
      }
    }
    y += 28
  }

  private mutating func drawRows() {
    for fault in timeline.faults { faultRow(fault) }
    if !timeline.steps.isEmpty { recoveryRow() }
    if !timeline.backups.isEmpty { backupRow() }
    guard !timeline.lanes.isEmpty else { return }
    svg.path("rule", "M0 \(SVGText.number(y + 3))H\(SVGText.number(layout.width))")
    y += 8
    for lane in timeline.lanes { laneRow(lane) }
  }

  /// Writes a row's label and returns the middle of its bar.
  mutating func row(_ label: String, _ style: String) -> Double {
    let room = layout.labelsAbove ? layout.plotEnd : layout.gutter - 12
    let text = Self.shortened(label, room: room)
    svg.words(text, layout.labelsAbove ? style + " halo" : style, x: 0, y: layout.labelsAbove ? y + 11 : y + 16)
    defer { y += layout.rowHeight }
    return y + layout.labelHeight + 12
  }

  static func shortened(_ text: String, room: Double) -> String {
    let fits = Int(room / 6.6)
    let shown = VisibleText.oneLine(text)
    return shown.count > fits ? shown.prefix(max(1, fits - 1)) + "…" : shown
  }

  private static func tickLabel(_ offset: Double) -> String {
    if abs(offset) < 1e-6 { return "0" }
    let size = abs(offset)
    let number = SVGText.number(size)
    return (offset < 0 ? "−" : "") + number
  }
}

extension Timeline {
  func ticks(_ scale: TimelineScale, gap: Double) -> [Double] {
    scale.ticks(zero: zero, gap: gap)
  }

  /// The chart in words, for who cannot see it.
  var description: String {
    let told = marks.map { "\($0.label)." }
    let down = lanes.filter { !$0.outages.isEmpty }.map { lane in
      let spans = lane.outages.prefix(3).map { "\(Figures.span($0.seconds)) from \(Figures.moment(offset($0.start)))" }
      let more = lane.outages.count > 3 ? " and \(lane.outages.count - 3) more" : ""
      return "\(lane.name) was down for \(spans.joined(separator: ", "))\(more)."
    }
    let well = lanes.filter(\.outages.isEmpty).map(\.name)
    let up = well.isEmpty ? [] : ["Never down: \(well.joined(separator: ", "))."]
    return (told + down + up).joined(separator: " ")
  }
}
