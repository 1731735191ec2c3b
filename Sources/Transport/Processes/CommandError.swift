/// Why a command has no result, or none that will do. Prints the command so that it can be pasted into a shell.
public enum CommandError: Error, Hashable, Sendable {
  case notFound(Command)
  case notStarted(Command, message: String)
  /// It ran past its deadline and was killed; the result holds what it had written.
  case deadlineExceeded(Command, CommandResult)
  case cancelled(Command)
  /// It ran, and its exit was not 0. Thrown only by ``CommandRunner/require(_:)``.
  case unsuccessful(Command, CommandResult)
}

extension CommandError {
  public var command: Command {
    switch self {
    case .notFound(let command), .notStarted(let command, _), .deadlineExceeded(let command, _),
      .cancelled(let command), .unsuccessful(let command, _):
      command
    }
  }

  /// What to do next.
  public var remedy: String {
    switch self {
    case .notFound(let command): "install \(command.executable), or put it into PATH"
    case .notStarted: "see that the file may be executed and the working directory exists"
    case .deadlineExceeded: "run it by hand to see where it waits, or give it a longer deadline"
    case .cancelled: "nothing; the caller gave up"
    case .unsuccessful: "run it by hand and mend what it says"
    }
  }

  private var problem: String {
    switch self {
    case .notFound(let command): "\(command.executable) was not found"
    case .notStarted(_, let message): "did not start: \(message)"
    case .deadlineExceeded(let command, let result): "killed after \(command.deadline)\(Self.lastWords(of: result))"
    case .cancelled: "cancelled"
    case .unsuccessful(_, let result): "\(result.exit)\(Self.lastWords(of: result))"
    }
  }

  /// The end of what it wrote to standard error, or else to standard output.
  private static func lastWords(of result: CommandResult) -> String {
    let text = result.errorOutput.isEmpty ? result.text : result.errorText
    let words = text.split(separator: "\n").suffix(5).joined(separator: "\n  ")
    return words.isEmpty ? "" : ":\n  \(words.suffix(2000))"
  }
}

extension CommandError: CustomStringConvertible {
  public var description: String { "\(command)\n  \(problem)\n  \(remedy)" }
}
