/// How a command ended and what it wrote.
public struct CommandResult: Hashable, Sendable {
  public var exit: CommandExit
  public var output: [UInt8]
  public var errorOutput: [UInt8]
  /// Whether more was written than the command's limit keeps.
  public var isTruncated: Bool

  public init(exit: CommandExit, output: [UInt8] = [], errorOutput: [UInt8] = [], isTruncated: Bool = false) {
    self.exit = exit
    self.output = output
    self.errorOutput = errorOutput
    self.isTruncated = isTruncated
  }

  public var isSuccess: Bool { exit == .code(0) }
  /// Standard output read as UTF-8.
  public var text: String { String(decoding: output, as: UTF8.self) }
  /// Standard error read as UTF-8.
  public var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
  /// Why it failed: the end of what it said, or how it ended where it said nothing.
  public var complaint: String { errorOutput.isEmpty ? "\(exit), without a word" : String(errorText.suffix(300)) }
}

public enum CommandExit: Hashable, Sendable {
  case code(Int32)
  case signal(Int32)
}

extension CommandExit: CustomStringConvertible {
  public var description: String {
    switch self {
    case .code(let code): "exit \(code)"
    case .signal(let signal): "killed by signal \(signal)"
    }
  }
}
