public import Model

/// The end of a run on a terminal: one line a drill, then the counts.
///
///     passed  apiserver-crash  recovered in 2.71 s of 30 s, lost none of 0 s
///     FAILED  storage-loss     recovered in 12.4 s of 60 s, lost 14.2 s of 12 s: lost 14.2 s of acknowledged writes …
public enum TextSummary {
  public static func text(of run: RunRecord, colour: Bool = false) -> String {
    let width = run.drills.map { VisibleText.oneLine($0.name).count }.max() ?? 0
    let lines = run.worstFirst.reversed().map { line($0, nameWidth: width, colour: colour) }
    return (lines + [run.counts + " in \(Figures.span(run.seconds))"]).joined(separator: "\n") + "\n"
  }

  /// One drill, without a newline.
  public static func line(_ drill: DrillRecord, nameWidth: Int = 0, colour: Bool = false) -> String {
    let word =
      drill.status == .passed || drill.status == .skipped ? drill.status.rawValue : drill.status.rawValue.uppercased()
    let padded = word + String(repeating: " ", count: max(0, 8 - word.count))
    let name = VisibleText.oneLine(drill.name)
    let gap = String(repeating: " ", count: max(0, nameWidth - name.count))
    return paint(padded, drill.status, colour) + name + gap + "  " + said(drill)
  }

  private static func said(_ drill: DrillRecord) -> String {
    let floor = drill.floorFigure.map { " (\($0))" } ?? ""
    let recovery = drill.recoveryFigure.map { "TTR \($0)\(floor)" }
    let figures = [recovery, drill.lossFigure.map { "data loss \($0)" }].compactMap(\.self).joined(separator: ", ")
    let reason = drill.status == .passed ? "" : VisibleText.oneLine(drill.reason)
    return [figures, reason].filter { !$0.isEmpty }.joined(separator: ": ")
  }

  private static func paint(_ word: String, _ status: DrillStatus, _ colour: Bool) -> String {
    guard colour else { return word }
    let code =
      switch status {
      case .passed: "32"
      case .failed: "1;31"
      case .invalid, .errored: "1;33"
      case .skipped: "2"
      }
    return "\u{1B}[\(code)m\(word)\u{1B}[0m"
  }
}
