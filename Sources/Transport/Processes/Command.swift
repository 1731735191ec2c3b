/// A program to run, as an argument vector; never a shell string built from input.
///
/// Its description can be pasted into a shell. It shows the arguments, so pass secrets by environment or input.
public struct Command: Hashable, Sendable {
  /// A name to look up in `PATH`, or a path when it holds a slash.
  public var executable: String
  public var arguments: [String]
  public var environment: CommandEnvironment
  public var workingDirectory: String?
  /// Bytes for standard input; `nil` gives it `/dev/null`.
  public var input: [UInt8]?
  /// How much of standard output, and of standard error, is kept. 16 MiB by default; the rest is read and dropped.
  public var outputLimitBytes: Int
  /// The longest it may run. Then its whole process group is killed. It has no default: nothing may hang a drill.
  public var deadline: Duration

  public init(
    _ executable: String, _ arguments: [String] = [], environment: CommandEnvironment = .inherited,
    workingDirectory: String? = nil, input: [UInt8]? = nil, outputLimitBytes: Int = 16 << 20, deadline: Duration
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.input = input
    self.outputLimitBytes = outputLimitBytes
    self.deadline = deadline
  }
}

public enum CommandEnvironment: Hashable, Sendable {
  case inherited
  case adding([String: String])
  case only([String: String])
}

extension Command: CustomStringConvertible {
  /// For messages: a script is cut after its first words.
  public var brief: String {
    let whole = description
    let first = whole.prefix(while: { !$0.isNewline }).prefix(60)
    return first.count < whole.count ? first + "…" : whole
  }

  public var description: String {
    let line = ([executable] + arguments).map(shellQuoted).joined(separator: " ")
    return workingDirectory.map { "cd \(shellQuoted($0)) && \(line)" } ?? line
  }
}

/// `word` so that a POSIX shell reads it back as one word.
public func shellQuoted(_ word: String) -> String {
  // zsh looks up the rest of a word that begins with an equals sign.
  let needsQuotes = word.isEmpty || word.utf8.first == UInt8(ascii: "=") || !word.utf8.allSatisfy(isPlainInShell)
  guard needsQuotes else { return word }
  // By bytes, as a shell reads: a quote with a combining accent behind it is one character, and not the quote's.
  let parts = word.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
  return "'" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: #"'\''"#) + "'"
}

private func isPlainInShell(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "-_./:=,@%+".utf8.contains(byte)
  }
}
