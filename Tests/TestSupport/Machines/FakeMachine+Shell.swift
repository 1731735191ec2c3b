import Model
import Synchronization
import Transport

/// The commands that faults look and cut with, on a machine that has no shell.
extension FakeMachine {
  func builtIn(_ command: Command) -> CommandResult? {
    switch command.executable {
    case "nft": change { $0.load(String(decoding: command.input ?? [], as: UTF8.self)) }
    case "tc": change { $0.shape(command.arguments) }
    case "dd": write()
    case "rm": .success
    default: connect(command)
    }
  }

  private func change(_ body: (inout FakeNetworkRules) -> Void) -> CommandResult {
    guard !isIgnored(.networkRules) else { return .success }
    state.withLock { body(&$0.network) }
    return .success
  }

  private func write() -> CommandResult {
    guard let volume = state.withLock(\.volume) else { return .error("dd: No such file or directory") }
    if volume.isReadOnly { return .error("dd: Read-only file system") }
    return volume.isFull ? .error("dd: No space left on device") : .success
  }

  /// `… HOST PORT` at the end of a command is where it connects to.
  private func connect(_ command: Command) -> CommandResult? {
    guard command.arguments.count >= 2, let host = command.arguments.dropLast().last else { return nil }
    guard let answers = site.withLock(\.self).passes(from: self, to: host) else { return nil }
    return answers ? .success : CommandResult(exit: .code(124))
  }
}

extension CommandResult {
  fileprivate static let success = CommandResult(exit: .code(0))
  fileprivate static func error(_ text: String) -> CommandResult {
    CommandResult(exit: .code(1), errorOutput: Array(text.utf8))
  }
}
