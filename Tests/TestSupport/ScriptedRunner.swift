import Synchronization
public import Transport

/// Answers exact argument lists and fails on any other.
public final class ScriptedRunner: CommandRunner {
  public typealias Answer = @Sendable (Command) -> CommandResult

  private let answers: [[String]: Answer]
  private let kept = Mutex<[[String]]>([])

  public init(_ answers: [[String]: Answer]) {
    self.answers = answers
  }

  /// The argument lists that were asked for, in order.
  public var calls: [[String]] { kept.withLock(\.self) }

  public func run(_ command: Command) async throws(CommandError) -> CommandResult {
    let arguments = [command.executable] + command.arguments
    kept.withLock { $0.append(arguments) }
    guard let answer = answers[arguments] else { throw .notFound(command) }
    return answer(command)
  }
}

extension CommandResult {
  public static func prints(_ text: String) -> CommandResult { CommandResult(exit: .code(0), output: Array(text.utf8)) }
  public static func fails(_ error: String) -> CommandResult {
    CommandResult(exit: .code(1), errorOutput: Array(error.utf8))
  }
}
