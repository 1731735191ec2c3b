public import Model
import Reports

/// Why a run could not begin or end well.
public enum RunnerError: Error, Hashable, Sendable, CustomStringConvertible {
  case usage(String, remedy: String)
  /// One text a drill: what it would lose for good, and what would help.
  case refused([String])
  case unsupported(drill: String, reasons: [String])
  case environment(String)
  case output(String)
  /// Something is in place that an earlier run put in.
  case faultLeft(String, undo: String)

  public var description: String {
    switch self {
    case .usage(let text, let remedy): "\(text); \(remedy)"
    case .refused(let drills): drills.joined(separator: "\nerror: ")
    case .unsupported(let drill, let reasons): "drill \(drill) cannot run here: \(reasons.joined(separator: "; "))"
    case .environment(let text), .output(let text): text
    case .faultLeft(let text, let undo): "\(text); take it out with: \(undo)"
    }
  }

  public var exitCode: ExitCode {
    switch self {
    case .usage, .refused, .unsupported: .usage
    case .environment, .output: .provedNothing
    case .faultLeft: .faultLeft
    }
  }
}
