public import Clients
import Foundation
import Model
public import Transport

/// Commands in a node container, through the container engine.
public struct ContainerShell: NodeShell {
  /// On the container's disk: a tmpfs would hide what the engine writes there.
  private static let staging = "/var/lib"
  private static let stagedPrefix = "firedrill-upload-"
  /// From the command's own deadline to the end of the call.
  private static let margin = Duration.seconds(5)

  private let docker: DockerClient
  private let container: String

  public init(_ docker: DockerClient, container: String) {
    self.docker = docker
    self.container = container
  }

  public var summary: String { "exec in container \(container)" }
  public var port: Int? { nil }

  public func run(_ command: Command) async throws(ProviderError) -> CommandResult {
    let feed = try await feed(command.input)
    do {
      let ended = try await docker.execute(
        NodeCommand.vector(command, feed), in: container,
        environment: command.environment.added.merging(NodeCommand.environment(feed)) { $1 },
        limit: command.deadline + Self.margin)
      return try NodeCommand.result(
        of: command, code: ended.exitCode, output: ended.output, errorOutput: ended.errorOutput, on: container)
    } catch let error as ClientError {
      throw .system(doing: "run `\(command.brief)` in container \(container)", reason: error.description)
    } catch let error as ProviderError {
      throw error
    } catch {
      throw .system(doing: "run `\(command.brief)` in container \(container)", reason: "\(error)")
    }
  }

  public func upload(_ path: String, to remotePath: String) async throws(ProviderError) {
    let content = try await offPool("read-upload") { () throws(ProviderError) -> [UInt8] in
      guard let data = FileManager.default.contents(atPath: path) else {
        throw .system(doing: "read \(path)", reason: "it is not there, or not ours to read")
      }
      return [UInt8](data)
    }
    let file = try await stage(content)
    let folder = remotePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let move = Command(
      "sh", ["-c", #"mkdir -p -- "$1" && mv -f -- "$2" "$3""#, "sh", folder.isEmpty ? "/" : folder, file, remotePath],
      deadline: .seconds(60))
    let result = try await run(move)
    guard result.isSuccess else {
      throw .system(doing: "put \(path) to \(remotePath) in container \(container)", reason: result.errorText)
    }
  }

  /// What fits goes with the command: a file would stay where the harness is killed before the command takes it.
  private func feed(_ input: [UInt8]?) async throws(ProviderError) -> NodeCommand.Feed? {
    guard let input else { return nil }
    return input.count <= NodeCommand.mostInlineBytes ? .inline(input) : .file(try await stage(input))
  }

  private func stage(_ content: [UInt8]) async throws(ProviderError) -> String {
    let name = Self.stagedPrefix + String(UInt64.random(in: .min ... .max), radix: 36)
    do {
      try await docker.put(content, as: name, in: Self.staging, of: container, limit: .seconds(120))
    } catch {
      throw .system(doing: "put a file into container \(container)", reason: error.description)
    }
    return "\(Self.staging)/\(name)"
  }
}

/// How a command becomes an argument vector that ends by itself on its machine.
enum NodeCommand {
  /// What `timeout` ends with when it had to end the command. - Source: timeout(1)
  private static let timedOut: Int32 = 124
  /// After SIGTERM, until SIGKILL; `timeout` itself then dies of it as well.
  private static let killed: Int32 = 137
  /// Reads the file that the harness has put there, which is gone before the command begins.
  private static let fileFeeding = #"f=$1; shift; exec 3<"$f" && rm -f -- "$f" && exec "$@" <&3 3<&-"#
  /// Nobody but root can read another's environment.
  private static let variable = "FIREDRILL_INPUT"
  private static let inlineFeeding =
    #"printf %s "$FIREDRILL_INPUT" | base64 -d | { unset FIREDRILL_INPUT; exec "$@"; }"#
  /// One string of an environment has at most 128 KiB, and base64 takes a third more. - Source: execve(2), MAX_ARG_STRLEN
  static let mostInlineBytes = 64 << 10

  /// Where a command's standard input comes from.
  enum Feed: Hashable, Sendable {
    case inline([UInt8])
    /// On the machine.
    case file(String)
  }

  static func environment(_ feed: Feed?) -> [String: String] {
    guard case .inline(let bytes) = feed else { return [:] }
    return [variable: Data(bytes).base64EncodedString()]
  }

  static func vector(_ command: Command, _ feed: Feed?) -> [String] {
    var words = [command.executable] + command.arguments
    if let directory = command.workingDirectory { words = ["env", "--chdir", directory, "--"] + words }
    if case .only = command.environment { words = ["env", "-i"] + assignments(command.environment) + words }
    let limited = ["timeout", "--kill-after=1", Self.seconds(command.deadline)] + words
    switch feed {
    case nil: return limited
    case .file(let path): return ["sh", "-c", fileFeeding, "sh", path] + limited
    case .inline: return ["sh", "-c", inlineFeeding, "sh"] + limited
    }
  }

  private static func assignments(_ environment: CommandEnvironment) -> [String] {
    environment.added.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }

  /// At least a millisecond: to `timeout`, 0 means no limit.
  private static func seconds(_ duration: Duration) -> String {
    String(format: "%.3f", max(0.001, duration.seconds))
  }

  /// - Throws: ``ProviderError/commandFailed(doing:output:)`` when it had to be ended.
  static func result(
    of command: Command, code: Int32, output: [UInt8], errorOutput: [UInt8], on machine: String
  ) throws(ProviderError) -> CommandResult {
    if code == timedOut || code == killed {
      throw .commandFailed(
        doing: "`\(command)` on \(machine)",
        output: "not done after \(DurationText.brief(command.deadline)), so it was ended")
    }
    let limit = command.outputLimitBytes
    return CommandResult(
      exit: .code(code), output: Array(output.prefix(limit)), errorOutput: Array(errorOutput.prefix(limit)),
      isTruncated: max(output.count, errorOutput.count) > limit)
  }
}

extension CommandEnvironment {
  /// What a command brings along; the harness's own environment never goes to another machine.
  var added: [String: String] {
    switch self {
    case .inherited: [:]
    case .adding(let values), .only(let values): values
    }
  }
}
