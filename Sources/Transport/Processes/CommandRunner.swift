/// Runs programs on a machine: this one, or another one behind a connection.
public protocol CommandRunner: Sendable {
  /// Runs `command` to its end. A non-zero exit is a result, not an error.
  ///
  /// - Throws: ``CommandError`` when it could not start, ran past its deadline, or the task was cancelled.
  func run(_ command: Command) async throws(CommandError) -> CommandResult
}

extension CommandRunner {
  /// Runs `command`, and throws ``CommandError/unsuccessful(_:_:)`` unless it exits with 0.
  @discardableResult
  public func require(_ command: Command) async throws(CommandError) -> CommandResult {
    let result = try await run(command)
    guard result.isSuccess else { throw .unsuccessful(command, result) }
    return result
  }
}
