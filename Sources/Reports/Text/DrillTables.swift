import Model

/// One drill as plain text tables: phases, faults with their evidence, recovery steps. For JUnit's system-out.
enum DrillTables {
  static func text(of drill: DrillRecord) -> String {
    let zero = drill.firstFaultAt
    let tables = [
      phases(drill, zero), waits(drill, zero), floor(drill), faults(drill, zero), steps(drill, zero), outages(drill),
    ].compactMap(\.self)
    let heading = "\(drill.name): \(drill.status.rawValue), \(drill.reason)"
    return ([heading] + tables).joined(separator: "\n\n")
  }

  private static func phases(_ drill: DrillRecord, _ zero: Double?) -> String? {
    let rows = drill.phases.map { [$0.name, when($0.start, zero), Figures.fixed($0.seconds)] }
    return TextTable(heads: ["phase", "start", "seconds"], rows: rows).text
  }

  private static func waits(_ drill: DrillRecord, _ zero: Double?) -> String? {
    let rows = drill.waits.map {
      [$0.name, when($0.start, zero), Figures.fixed($0.seconds), Figures.fixed($0.configured)]
    }
    return TextTable(heads: ["waited for", "start", "seconds", "configured"], rows: rows).text
  }

  private static func floor(_ drill: DrillRecord) -> String? {
    let rows = (drill.floor?.parts ?? []).map { [$0.name, Figures.fixed($0.seconds), $0.source] }
    return TextTable(heads: ["floor of the time to recover", "seconds", "source"], rows: rows).text
  }

  private static func faults(_ drill: DrillRecord, _ zero: Double?) -> String? {
    let rows = drill.faults.map { fault in
      [
        fault.kind.rawValue, fault.targets.joined(separator: ", "),
        fault.appliedAt.map { when($0, zero) } ?? "never", fault.fidelity.rawValue,
        (fault.effect.observed ? "" : "no effect: ") + fault.effect.evidence,
      ]
    }
    return TextTable(heads: ["fault", "targets", "applied", "fidelity", "evidence"], rows: rows).text
  }

  private static func steps(_ drill: DrillRecord, _ zero: Double?) -> String? {
    let rows = drill.recovery.steps.map {
      [$0.name, when($0.start, zero), Figures.fixed($0.seconds), $0.outcome.rawValue, $0.detail]
    }
    return TextTable(
      heads: ["recovery: \(drill.recovery.runbook)", "start", "seconds", "outcome", "detail"], rows: rows
    )
    .text
  }

  private static func outages(_ drill: DrillRecord) -> String? {
    let rows = drill.measures.outages.sorted { $0.key < $1.key }.map { lane, outage in
      [lane.rawValue, String(outage.count), Figures.fixed(outage.seconds), Figures.fixed(outage.longest)]
    }
    return TextTable(heads: ["outages", "count", "seconds", "longest"], rows: rows).text
  }

  private static func when(_ at: Double, _ zero: Double?) -> String {
    zero.map { Figures.moment(at - $0) } ?? Figures.span(at)
  }
}

/// Columns that line up; nil text when there are no rows.
struct TextTable {
  var heads: [String]
  var rows: [[String]]

  var text: String? {
    guard !rows.isEmpty else { return nil }
    let lines = ([heads] + rows).map { $0.map(VisibleText.oneLine) }
    let widths = heads.indices.map { column in lines.map { $0[column].unicodeScalars.count }.max() ?? 0 }
    return lines.map { line($0, widths) }.joined(separator: "\n")
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (cell, width) in zip(cells, widths) {
      line += cell + String(repeating: " ", count: width - cell.unicodeScalars.count + 2)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
