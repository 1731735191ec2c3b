/// One line of the bench: what was measured, what was wanted, and whether it was reached.
struct BenchLine {
  enum Verdict: String {
    case met = "yes"
    case missed = "NO"
    /// Measured for information; no target stands for it.
    case none = "-"
  }

  var name: String
  var measured: String
  var target: String
  var verdict: Verdict

  init(_ name: String, measured: String, target: String, met: Bool?) {
    self.name = name
    self.measured = measured
    self.target = target
    verdict = met.map { $0 ? .met : .missed } ?? .none
  }
}

extension [BenchLine] {
  /// The lines as a table with aligned columns.
  func printTable(title: String) {
    let rows = [["", "measured", "target", "met"]] + map { [$0.name, $0.measured, $0.target, $0.verdict.rawValue] }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    print("\n\(title)")
    for row in rows {
      let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
      print("  " + cells.joined(separator: "  "))
    }
  }
}
