import ArgumentParser
import Foundation
import Model

/// Results go to standard output, progress and complaints to standard error.
enum Console {
  static func print(_ text: String) {
    FileHandle.standardOutput.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }

  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }

  /// Whether lines on standard error may be coloured and drawn over.
  static var errorIsTerminal: Bool { isatty(2) == 1 && environment["TERM"] != "dumb" }
  static var outputMayHaveColour: Bool {
    isatty(1) == 1 && environment["TERM"] != "dumb" && (environment["NO_COLOR"] ?? "").isEmpty
  }

  static var environment: [String: String] { ProcessInfo.processInfo.environment }
}

extension Model.ExitCode {
  /// Ends the command with this status.
  func end() -> any Error { ArgumentParser.ExitCode(rawValue) }
}
