public import Providers
import Transport

/// What a fake machine answers to a command.
public enum CommandAnswer: Sendable {
  case exit(Int32, error: String)
  case throwing(ProviderError)
  /// One after the other; the last one stays.
  case inTurn([Int32])

  public static let success = CommandAnswer.exit(0, error: "")
  public static func failure(_ error: String) -> CommandAnswer { .exit(1, error: error) }

  func result() throws(ProviderError) -> CommandResult {
    switch self {
    case .exit(let code, let error): CommandResult(exit: .code(code), errorOutput: Array(error.utf8))
    case .inTurn(let codes): CommandResult(exit: .code(codes.first ?? 0))
    case .throwing(let error): throw error
    }
  }
}
