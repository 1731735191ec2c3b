/// Collects SVG. Every text and attribute value is escaped here; numbers have at most two places.
struct SVGText {
  private(set) var text = ""

  mutating func raw(_ markup: String) { text += markup }

  mutating func rect(
    _ style: String, x: Double, y: Double, width: Double, height: Double, radius: Double = 0, title: String? = nil
  ) {
    let corner = radius > 0 ? " rx=\"\(Self.number(radius))\"" : ""
    let place = "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(max(0, width)))\""
    shape("rect class=\"\(style)\" \(place) height=\"\(Self.number(height))\"\(corner)", "rect", title)
  }

  mutating func path(_ style: String, _ data: String, title: String? = nil) {
    shape("path class=\"\(style)\" d=\"\(data)\"", "path", title)
  }

  mutating func line(_ style: String, x: Double, from top: Double, to bottom: Double) {
    path(style, "M\(Self.number(x)) \(Self.number(top))V\(Self.number(bottom))")
  }

  mutating func words(_ words: String, _ style: String, x: Double, y: Double, anchor: Anchor = .start) {
    let anchor = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    let place = "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
    text += "<text class=\"\(style)\" \(place)\(anchor)>\(Markup.escaped(words))</text>"
  }

  enum Anchor: String { case start, middle, end }

  private mutating func shape(_ opening: String, _ name: String, _ title: String?) {
    guard let title else {
      text += "<\(opening)/>"
      return
    }
    text += "<\(opening)><title>\(Markup.escaped(title))</title></\(name)>"
  }

  static func number(_ value: Double) -> String {
    var text = Figures.decimal(value, places: 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text == "-0" ? "0" : text
  }
}
