import Model

/// An objective as a bar: what was measured against the mark of its target. What lies beyond the target is hatched.
enum ObjectiveBar {
  /// - Parameter style: `bar`, or `mini` for a table's row.
  static func svg(target: Double, measured: Double?, met: Bool?, style: String) -> String {
    let largest = max(target, measured ?? 0, 1e-9)
    let room = 92 / largest
    let goal = target * room
    let filled = (measured ?? 0) * room
    let tone = met == nil ? "fill open" : met == true ? "fill" : "fill bad"
    var bar = part("track", from: 0, to: 100, height: "50%", y: "25%")
    if filled > 0 { bar += part(tone, from: 0, to: max(0.8, min(filled, goal)), height: "50%", y: "25%") }
    if filled > goal { bar += part("over", from: goal, to: max(goal + 0.8, filled), height: "50%", y: "25%") }
    bar += "<rect class=\"goal\" x=\"\(SVGText.number(goal))%\" y=\"0\" width=\"2\" height=\"100%\"/>"
    return "<svg class=\"\(style)\" aria-hidden=\"true\">\(bar)</svg>"
  }

  private static func part(_ style: String, from start: Double, to end: Double, height: String, y: String) -> String {
    let place = "x=\"\(SVGText.number(start))%\" width=\"\(SVGText.number(end - start))%\""
    return "<rect class=\"\(style)\" \(place) y=\"\(y)\" height=\"\(height)\" rx=\"1.5\"/>"
  }
}
