import Foundation
import Model
import Testing

@testable import Reports

struct SummaryTests {
  @Test func theSampleReadsAsRecorded() throws {
    try Golden.expect(MarkdownSummary.text(of: Sample.run), matches: "summary.md")
  }

  @Test func failingDrillsComeFirst() {
    let rows = MarkdownSummary.text(of: Sample.run).split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(rows[2].contains("❌ failed"))
    #expect(rows.last?.contains("✅ passed") == true)
  }

  @Test func aLongSummaryIsCutWithANotice() {
    var run = Sample.large(10_000)
    for index in run.drills.indices { run.drills[index].reason = String(repeating: "字", count: 5000) }
    let text = MarkdownSummary.text(of: run)
    #expect(text.utf8.count <= MarkdownSummary.bytesMax)
    #expect(text.contains("left out here** ("))
    #expect(text.contains("`report.html` and `run.json` have them all."))
  }

  @Test(arguments: Hostile.texts)
  func hostileTextsStayInTheirCells(text: String) {
    let rows = MarkdownSummary.text(of: Hostile.run(text)).split(separator: "\n", omittingEmptySubsequences: false)
    let table = rows.filter { $0.hasPrefix("| ") }
    #expect(table.count == 2 + Sample.run.drills.count)
    for row in table {
      #expect(row.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" } == 6, "\(row)")
      #expect(!row.contains("<"))
    }
  }

  @Test func aStepSummaryIsAddedToWhatIsThere() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "step-\(UUID().uuidString).md").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("before\n".utf8).write(to: URL(filePath: path))
    try MarkdownSummary.appendToStepSummary(path: path, run: Sample.run)
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("before\n\n## Firedrill: 2 of 7 drills failed"))
  }

  @Test func aTerminalGetsOneLineADrill() throws {
    try Golden.expect(TextSummary.text(of: Sample.run), matches: "summary.txt")
  }

  @Test(
    arguments: [
      ([], "No drill ran"), ([.passed], "The drill passed"), ([.failed], "The drill failed"),
      ([.passed, .passed], "All 2 drills passed"), ([.passed, .failed], "1 of 2 drills failed"),
      ([.passed, .skipped], "Every drill that ran passed"), ([.skipped], "The drill was skipped"),
      ([.skipped, .skipped], "All 2 drills were skipped"), ([.invalid, .passed], "1 of 2 drills proved nothing"),
      ([.invalid, .errored], "1 of 2 drills could not be judged"), ([.failed, .failed], "All 2 drills failed"),
    ] as [([DrillStatus], String)])
  func theHeadlineSaysTheWorst(statuses: [DrillStatus], headline: String) {
    var run = Sample.run
    run.drills = statuses.map { status in
      var drill = Sample.crash
      drill.status = status
      return drill
    }
    #expect(run.headline == headline)
  }

  @Test func coloursAreAskedFor() {
    #expect(!TextSummary.text(of: Sample.run).contains("\u{1B}"))
    #expect(TextSummary.text(of: Sample.run, colour: true).contains("\u{1B}[1;31mFAILED  \u{1B}[0m"))
  }

  @Test(arguments: Hostile.texts)
  func aTerminalIsNeverSteered(text: String) {
    let lines = TextSummary.text(of: Hostile.run(text))
    #expect(lines.split(separator: "\n", omittingEmptySubsequences: false).count == Sample.run.drills.count + 2)
    #expect(!lines.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
  }
}
