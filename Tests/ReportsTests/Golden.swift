import Foundation
import Testing

/// Compares with a file beside the tests. `FIREDRILL_RECORD=1` writes it anew, and fails so that nobody forgets to look.
enum Golden {
  static func expect(
    _ text: String, matches name: String, _ place: SourceLocation = #_sourceLocation, file: String = #filePath
  ) throws {
    let path = URL(filePath: file).deletingLastPathComponent().appending(path: "testdata/" + name)
    if ProcessInfo.processInfo.environment["FIREDRILL_RECORD"] != nil {
      try Data(text.utf8).write(to: path)
      Issue.record("recorded \(name); look at the change, then run without FIREDRILL_RECORD", sourceLocation: place)
      return
    }
    let expected = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    guard text != expected else { return }
    let difference = firstDifference(text, expected)
    Issue.record("\(name) differs at \(difference); FIREDRILL_RECORD=1 records it", sourceLocation: place)
  }

  private static func firstDifference(_ text: String, _ expected: String) -> String {
    let (new, old) = (text.split(separator: "\n"), expected.split(separator: "\n"))
    let line = zip(new, old).enumerated().first { $1.0 != $1.1 }?.offset ?? min(new.count, old.count)
    let shown = (
      line < new.count ? new[line].prefix(300) : "the end", line < old.count ? old[line].prefix(300) : "the end"
    )
    return "line \(line + 1):\n  now   \(shown.0)\n  golden \(shown.1)"
  }
}
