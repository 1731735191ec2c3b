import Foundation
public import Model

/// `summary.md`, for a pull request or a CI's job page: failing drills first.
public enum MarkdownSummary {
  /// Half of what GitHub takes from one step; beyond that it drops the summary without a word.
  public static let bytesMax = 512 * 1024

  public static func text(of run: RunRecord) -> String {
    let head = heading(run)
    let tail = footer(run)
    var text = head + tableHead
    // Room for the notice, whatever it will say.
    let room = bytesMax - tail.utf8.count - 400
    for (index, drill) in run.worstFirst.enumerated() {
      let row = row(drill)
      if text.utf8.count + row.utf8.count > room { return text + notice(run, shown: index) + tail }
      text += row
    }
    return text + tail
  }

  /// Adds the summary to the file that a CI names in `$GITHUB_STEP_SUMMARY`.
  public static func appendToStepSummary(path: String, run: RunRecord) throws(ReportError) {
    try ReportFile(path: path).append("\n" + text(of: run))
  }

  private static func heading(_ run: RunRecord) -> String {
    """
    ## Firedrill: \(cell(run.headline, limit: 200))

    \(run.counts) · \(Figures.span(run.seconds)) · run `\(code(run.id))` · seed \(run.seed)


    """
  }

  private static let tableHead = """
    | verdict | drill | time to recover | data loss | reason |
    | --- | --- | --- | --- | --- |

    """

  private static func row(_ drill: DrillRecord) -> String {
    let cells = [
      mark(drill.status), "**\(cell(drill.name, limit: 100))**", cell(recovery(drill), limit: 100),
      cell(drill.lossFigure ?? "–", limit: 100), cell(drill.reason, limit: 600),
    ]
    return "| " + cells.joined(separator: " | ") + " |\n"
  }

  private static func recovery(_ drill: DrillRecord) -> String {
    [drill.recoveryFigure ?? "–", drill.floorFigure].compactMap(\.self).joined(separator: ", ")
  }

  private static func mark(_ status: DrillStatus) -> String {
    switch status {
    case .passed: "✅ passed"
    case .failed: "❌ failed"
    case .errored: "🛑 errored"
    case .invalid: "⚠️ invalid"
    case .skipped: "⏭️ skipped"
    }
  }

  private static func notice(_ run: RunRecord, shown: Int) -> String {
    let left = run.worstFirst.dropFirst(shown)
    let failing = left.count { $0.status != .passed && $0.status != .skipped }
    return "\n**\(Figures.count(left.count, "drill")) left out here** (\(failing) of them not passed), to stay below "
      + "\(bytesMax / 1024) KiB. `report.html` and `run.json` have them all.\n"
  }

  private static func footer(_ run: RunRecord) -> String {
    let host =
      "\(run.host.system), \(Figures.count(run.host.cores, "core")), load \(Figures.decimal(run.host.load, places: 2))"
    return "\nFiredrill \(cell(run.firedrillVersion, limit: 60)) on \(cell(host, limit: 200)). Repeat with "
      + "`\(code(String(run.commandLine.prefix(2000))))`.\n"
  }

  /// Text in a table cell, with everything that Markdown or HTML would take for markup made plain.
  private static func cell(_ text: String, limit: Int) -> String {
    let cut = text.count > limit ? text.prefix(limit) + "…" : text[...]
    var shown = ""
    for scalar in VisibleText.oneLine(String(cut)).unicodeScalars {
      switch scalar {
      case "<": shown += "&lt;"
      case ">": shown += "&gt;"
      case "&": shown += "&amp;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "$": shown += "\\" + String(scalar)
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// Text inside backquotes.
  private static func code(_ text: String) -> String {
    VisibleText.oneLine(text).replacing("`", with: "'").replacing("|", with: "¦")
  }
}
