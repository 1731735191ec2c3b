import Transport

/// Commands in a container.
extension DockerClient {
  private static let looksAtTheEnd = 50

  public struct Executed: Hashable, Sendable {
    public var exitCode: Int32
    public var output: [UInt8]
    public var errorOutput: [UInt8]
  }

  /// Runs an argument vector in a running container as its superuser, and waits for its end.
  ///
  /// - Parameters:
  ///   - environment: added to the container's own.
  ///   - limit: for the whole call. The engine ends nothing by itself: the command has to.
  public func execute(
    _ arguments: [String], in container: String, environment: [String: String] = [:], limit: Duration
  ) async throws(ClientError) -> Executed {
    let order = ExecOrder(
      arguments: arguments, environment: environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    let made: ExecMade = try await calls.call(
      "POST", Self.path(container) + "/exec", body: order, deadline: Self.callLimit)
    let path = "/exec/" + Self.encoded(made.id)
    let answer = try await calls.raw("POST", path + "/start", body: ExecStart(), deadline: limit)
    let (output, errorOutput) = ExecStream.split(answer.body)
    return Executed(exitCode: try await exitCode(of: path), output: output, errorOutput: errorOutput)
  }

  /// Engines may end the stream a moment before they note the command's end.
  private func exitCode(of path: String) async throws(ClientError) -> Int32 {
    for _ in 0..<Self.looksAtTheEnd {
      let seen: ExecEnded = try await calls.call("GET", path + "/json", deadline: Self.callLimit)
      if let code = seen.exitCode, !seen.isRunning { return Int32(truncatingIfNeeded: code) }
      try? await Task.sleep(for: .milliseconds(20))
    }
    throw .unreadable(url: calls.base + path, reason: "the engine closed the stream before the command ended")
  }

  private struct ExecOrder: Encodable {
    let arguments: [String]
    let environment: [String]
    let takesOutput = true
    let takesErrors = true
    let user = "0"

    enum CodingKeys: String, CodingKey {
      case arguments = "Cmd"
      case environment = "Env"
      case takesOutput = "AttachStdout"
      case takesErrors = "AttachStderr"
      case user = "User"
    }
  }

  private struct ExecMade: Decodable {
    let id: String

    enum CodingKeys: String, CodingKey { case id = "Id" }
  }

  private struct ExecStart: Encodable {
    let isDetached = false
    let hasTerminal = false

    enum CodingKeys: String, CodingKey {
      case isDetached = "Detach"
      case hasTerminal = "Tty"
    }
  }

  private struct ExecEnded: Decodable {
    let isRunning: Bool
    let exitCode: Int?

    enum CodingKeys: String, CodingKey {
      case isRunning = "Running"
      case exitCode = "ExitCode"
    }
  }
}

/// What a command without a terminal writes, as the engine sends it: frames of a head of eight bytes (which stream, three
/// zeros, four bytes of length, the highest first) and as many bytes.
///
/// - Source: Docker Engine API, "Stream format" of container attach
enum ExecStream {
  private static let headBytes = 8
  private static let errors: UInt8 = 2

  /// A frame that was cut short counts as far as it goes.
  static func split(_ bytes: [UInt8]) -> (output: [UInt8], errorOutput: [UInt8]) {
    var streams: (output: [UInt8], errorOutput: [UInt8]) = ([], [])
    var rest = bytes[...]
    while rest.count >= headBytes {
      let head = Array(rest.prefix(headBytes))
      let length = head[4...].reduce(0) { $0 << 8 | Int($1) }
      let content = rest.dropFirst(headBytes).prefix(length)
      if head[0] == errors { streams.errorOutput += content } else { streams.output += content }
      rest = rest.dropFirst(headBytes + length)
    }
    return streams
  }
}
