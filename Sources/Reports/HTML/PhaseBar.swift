import Model

/// From the fault to the end of the recovery as one bar: a piece for each phase, waits hatched across it, and a mark at the
/// floor.
struct PhaseBar {
  private let phases: [PhaseRecord]
  private let waits: [WaitFacts]
  private let floor: RecoveryFloor?
  private let start: Double
  /// Per cent of the bar's width for a second.
  private let scale: Double

  /// - Returns: nil where there is nothing to show.
  init?(_ drill: DrillRecord) {
    phases = drill.recoveryPhases
    guard let first = phases.first, let last = phases.last else { return nil }
    start = first.start
    let seconds = max(last.start + last.seconds - start, drill.floor?.seconds ?? 0)
    guard seconds > 0 else { return nil }
    scale = 100 / seconds
    waits = drill.waits
    floor = drill.floor
  }

  var svg: String {
    var bar = SVGText()
    for (index, phase) in phases.enumerated() where phase.seconds > 0 {
      let style = index.isMultiple(of: 2) ? "step" : "step alt"
      piece(&bar, style, from: phase.start, seconds: phase.seconds, y: "0", height: "60%", title(phase))
    }
    for wait in waits {
      let title = "\(wait.name): \(Figures.span(wait.seconds)), configured \(Figures.span(wait.configured))"
      piece(&bar, "wait", from: wait.start, seconds: wait.seconds, y: "64%", height: "36%", title)
    }
    if let floor { piece(&bar, "goal", from: start + floor.seconds, seconds: 0.3 / scale, y: "0", height: "100%", "floor") }
    return "<svg class=\"phases\" aria-hidden=\"true\">\(bar.text)</svg>"
  }

  /// The same in words, since a bar says nothing to a screen reader.
  var words: String {
    let spans = phases.map(title).joined(separator: " · ")
    let hatched = waits.isEmpty ? "" : " · hatched: waiting"
    return spans + hatched + (floor.map { " · mark: floor \(Figures.span($0.seconds))" } ?? "")
  }

  private func title(_ phase: PhaseRecord) -> String { "\(phase.name) \(Figures.span(phase.seconds))" }

  /// What lies outside the bar is cut off.
  private func piece(
    _ bar: inout SVGText, _ style: String, from: Double, seconds: Double, y: String, height: String, _ title: String
  ) {
    let left = min(max(0, (from - start) * scale), 99.7)
    let right = min(max(left + 0.2, (from + seconds - start) * scale), 100)
    let place = "x=\"\(SVGText.number(left))%\" width=\"\(SVGText.number(right - left))%\" y=\"\(y)\" height=\"\(height)\""
    bar.raw("<rect class=\"\(style)\" \(place)><title>\(Markup.escaped(title))</title></rect>")
  }
}
