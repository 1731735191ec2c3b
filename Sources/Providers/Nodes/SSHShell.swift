import Glibc
public import Model
import Synchronization
public import Transport

/// A machine's administrator by SSH: root, or a user who may use `sudo` without a password.
///
/// The machine needs sshd, a login shell that reads POSIX quotes, and coreutils. Its host key has to be known.
public final class SSHShell: NodeShell {
  private static let standardPort = 22

  public let summary: String
  private let dialled: Int
  /// The port at which the machine itself has the connection: behind a forward, or by an alias of the user's configuration, it
  /// is another one than the inventory's.
  private let seen = Mutex<Int?>(nil)
  private let place: String
  private let connection: SSHConnection
  /// That the user has an administrator's rights was seen.
  private let isProved = Mutex(false)

  public init(_ target: SSHTarget, runner: any CommandRunner = LocalCommandRunner()) {
    place = target.login
    summary = "ssh \(place)"
    dialled = target.port ?? Self.standardPort
    connection = SSHConnection(target, runner: runner)
  }

  /// As the machine tells it, once a command was run.
  public var port: Int? { seen.withLock(\.self) ?? dialled }

  /// As ``NodeShell/run(_:)``. A command that a signal ended has the exit 128 and its number.
  public func run(_ command: Command) async throws(ProviderError) -> CommandResult {
    try await run(command, inputFile: nil)
  }

  /// In one step, and only whole: a connection that is lost on the way leaves what was there before.
  public func upload(_ path: String, to remotePath: String) async throws(ProviderError) {
    guard remotePath.hasPrefix("/") else {
      throw .usage(what: "\(remotePath) is no absolute path", remedy: "name the whole path on the machine")
    }
    let size = try await offPool("upload-size") { () throws(ProviderError) -> Int64 in try Self.size(of: path) }
    // A megabyte a second is slow.
    let command = Command(
      "sh", ["-c", Self.receiving, "sh", remotePath, String(size)], deadline: .seconds(60 + size / 1_000_000))
    let result = try await run(command, inputFile: path)
    guard result.isSuccess else {
      throw .commandFailed(doing: "the upload of \(path) to \(remotePath) on \(place)", output: result.complaint)
    }
  }

  /// Ends the connection; a later command would open it again.
  public func close() async { await connection.close() }

  private func run(_ command: Command, inputFile: String?) async throws(ProviderError) -> CommandResult {
    var command = command
    let end = MonotonicTime.now() + command.deadline
    if !isProved.withLock(\.self) {
      try await prove(within: command.deadline)
      command.deadline = max(.milliseconds(1), end - MonotonicTime.now())
    }
    return try await pass(command, inputFile: inputFile)
  }

  private func pass(_ command: Command, inputFile: String? = nil) async throws(ProviderError) -> CommandResult {
    do throws(SSHError) {
      return try await connection.run(command, asRoot: true, inputFile: inputFile)
    } catch {
      switch error {
      case .connection(let failure) where failure.kind == .notAllowed:
        throw .usage(what: "\(place): \(failure.reason)", remedy: failure.remedy)
      case .connection(let failure):
        throw .system(
          doing: "run \(command.executable) on \(place)", reason: failure.reason, remedy: failure.remedy)
      case .command(.notFound):
        throw .missing(
          what: "ssh", why: "it is the way onto the machines of an inventory",
          remedy: "apt-get install openssh-client")
      case .command(let error): throw .commandFailed(doing: "\(command.executable) on \(place)", output: "\(error)")
      }
    }
  }
}

// MARK: - Rights

extension SSHShell {
  /// Asked once, with a command that says nothing itself: so what is said is sudo's, and no command is taken for it.
  private func prove(within limit: Duration) async throws(ProviderError) {
    let result = try await pass(Command("true", deadline: limit))
    guard result.isSuccess else { throw refusal(result) }
    await learnPort(within: limit)
    isProved.withLock { $0 = true }
  }

  /// sudo would keep it from the command, so it is asked of the login's own shell.
  ///
  /// - Source: ssh(1), ENVIRONMENT, `SSH_CONNECTION`: the client's address and port, then the server's
  private func learnPort(within limit: Duration) async {
    let command = Command("sh", ["-c", #"printf %s "$SSH_CONNECTION""#], deadline: limit)
    guard let result = try? await connection.run(command), result.isSuccess else { return }
    let words = result.text.split(separator: " ")
    guard words.count == 4, let port = UInt16(words[3]) else { return }
    seen.withLock { $0 = Int(port) }
  }

  private func refusal(_ result: CommandResult) -> ProviderError {
    let said = result.errorText.split(whereSeparator: \.isNewline).last.map(String.init) ?? "\(result.exit)"
    return .system(doing: "become root on \(place)", reason: said, remedy: Self.remedy(of: said))
  }

  private static func remedy(of said: String) -> String {
    if said.contains("sudo"), said.contains("not found") { return "install sudo on the machine, or log in as root" }
    if said.contains("timeout"), said.contains("not found") { return "install coreutils on the machine" }
    if said.contains("sudo") || said.contains("not allowed to execute") {
      return "let the user run everything without a password (`USER ALL=(ALL) NOPASSWD: ALL` in a file of "
        + "/etc/sudoers.d on the machine), or log in as root"
    }
    return "log in by hand and see what the login shell says"
  }
}

// MARK: - Files

extension SSHShell {
  /// Nobody else may read the file at any moment, nor choose where it goes by a link that was put there. A lost
  /// connection looks like the end of the input, so only a copy of the right size takes the file's place.
  private static let receiving = #"""
    umask 077; part="$1.partial.$$"; [ ! -d "$1" ] && mkdir -p -- "$(dirname -- "$1")" && rm -f -- "$part" \
    && (set -C; cat >"$part") && [ "$(wc -c <"$part")" -eq "$2" ] && mv -f -- "$part" "$1" && exit
    rm -f -- "$part"; echo "$1 was not written whole" >&2; exit 1
    """#

  private static func size(of path: String) throws(ProviderError) -> Int64 {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .fromErrno(doing: "read \(path)") }
    defer { Glibc.close(file) }
    let size = lseek(file, 0, SEEK_END)
    // Only a folder has anything below it.
    guard size >= 0, access(path + "/.", F_OK) != 0 else {
      throw .system(doing: "read \(path)", reason: "it is no file", remedy: "name a file")
    }
    return Int64(size)
  }
}
