/// Vertical marks through the chart with their labels above it, stacked where they would run into each other.
struct MarkLabels {
  private struct Placed {
    var mark: Timeline.Mark
    var x: Double
    var end: Bool
    var level: Int
  }

  private static let lineHeight = 17.0
  private var placed: [Placed] = []
  private var levels = 1

  init(_ marks: [Timeline.Mark], scale: TimelineScale) {
    var used: [[(Double, Double)]] = []
    for mark in marks {
      let x = scale.x(mark.at)
      let width = TimelineLayout.textWidth(mark.label) + 12
      let atEnd = x + width > scale.end
      let range = atEnd ? (x - width, x) : (x, x + width)
      let level = used.firstIndex { $0.allSatisfy { $0.1 < range.0 || $0.0 > range.1 } } ?? used.count
      if level == used.count { used.append([]) }
      used[level].append(range)
      placed.append(Placed(mark: mark, x: x, end: atEnd, level: level))
    }
    levels = max(1, used.count)
  }

  var height: Double { placed.isEmpty ? 0 : Double(levels) * Self.lineHeight }

  /// The lines go behind everything, the labels before it.
  func drawLines(into svg: inout SVGText, end: Double) {
    for label in placed {
      svg.line("mark \(label.mark.kind.rawValue)-line", x: label.x, from: top(label) + 3, to: end)
    }
  }

  /// The first mark stands lowest, nearest to the axis.
  private func top(_ label: Placed) -> Double {
    Double(levels - 1 - label.level) * Self.lineHeight
  }

  func draw(into svg: inout SVGText) {
    for label in placed {
      let top = top(label)
      let style = "\(label.mark.kind.rawValue)-line"
      let x = SVGText.number(label.x)
      svg.path("head \(style)", "M\(x) \(SVGText.number(top + 2))h7l-3 4l3 4h-7Z")
      let textX = label.end ? label.x - 6 : label.x + 11
      svg.words(label.mark.label, "label strong halo", x: textX, y: top + 11, anchor: label.end ? .end : .start)
    }
  }
}
