import Foundation
import Model
import Reports
import Store
import Transport

/// Writes everything that a run leaves behind. Goes on after a failure: a report that cannot be written must not cost the
/// others.
struct RunReports: Sendable {
  let folder: RunFolder

  /// - Returns: what could not be written, for people.
  func write(_ record: RunRecord, events: [String: [Event]]) async -> [String] {
    let folder = folder
    return await offPool("reports") {
      var problems: [String] = []
      func attempt(_ work: () throws -> Void) {
        do { try work() } catch { problems.append("\(error)") }
      }
      attempt { try ReportFile(path: "\(folder.path)/run.json").write(JSONReport.text(of: record)) }
      attempt { try ReportFile(path: "\(folder.path)/junit.xml").write(JUnitReport.text(of: record)) }
      attempt { try ReportFile(path: "\(folder.path)/summary.md").write(MarkdownSummary.text(of: record)) }
      attempt { try ReportFile(path: folder.report).write(HTMLReport.text(of: record, events: events)) }
      attempt { try HistoryStore(path: folder.history).record(record) }
      if let summary = ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"], !summary.isEmpty {
        attempt { try MarkdownSummary.appendToStepSummary(path: summary, run: record) }
      }
      folder.becomeLatest()
      return problems
    }
  }
}
