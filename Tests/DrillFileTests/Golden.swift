import Foundation
import Testing

/// A text that stands beside the test. `FIREDRILL_RECORD=1` writes it anew, and fails the test so that nobody records by
/// accident.
enum Golden {
  static func expect(_ text: String, at file: URL) throws {
    if ProcessInfo.processInfo.environment["FIREDRILL_RECORD"] != nil {
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(file.lastPathComponent)")
    }
    let recorded = try Folders.text(of: file)
    #expect(text == recorded, "\(file.lastPathComponent) differs")
  }
}
