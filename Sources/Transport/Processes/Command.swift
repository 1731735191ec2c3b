/// A program to run with its arguments; never a shell string.
public struct Command: Hashable, Sendable {
  /// A path, or a name that is looked up on PATH.
  public var executable: String
  public var arguments: [String]
  /// Added to the harness's own environment.
  public var environment: [String: String]
  public var workingDirectory: String?
  public var standardInput: [UInt8]
  /// Nothing may hang a drill, so there is no default.
  public var deadline: Duration

  public init(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
    workingDirectory: String? = nil, standardInput: [UInt8] = [], deadline: Duration
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.standardInput = standardInput
    self.deadline = deadline
  }
}

/// How a command ended. A non-zero status is a result, not an error.
public struct CommandResult: Hashable, Sendable {
  /// Exit status, or 128 + signal.
  public var status: Int32
  public var output: String
  public var errorOutput: String

  public init(status: Int32, output: String = "", errorOutput: String = "") {
    self.status = status
    self.output = output
    self.errorOutput = errorOutput
  }

  public var succeeded: Bool { status == 0 }
}
