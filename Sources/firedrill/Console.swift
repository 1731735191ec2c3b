import ArgumentParser
import Foundation
import Model
import Runner

/// Results go to standard output, progress and complaints to standard error.
enum Console {
  /// A result that cannot be written ends the command: whoever asked for it must not take silence for success.
  static func print(_ text: String) {
    guard let failure = Terminal.write(text.hasSuffix("\n") ? text : text + "\n", to: 1) else { return }
    complain("error: cannot write to standard output: \(failure)")
    exit(Model.ExitCode.provedNothing.rawValue)
  }

  static func complain(_ text: String) {
    Terminal.write(text.hasSuffix("\n") ? text : text + "\n", to: 2)
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
