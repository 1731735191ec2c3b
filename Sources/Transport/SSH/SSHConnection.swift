import Glibc
public import Model

/// One OpenSSH connection to one machine, which all commands to it share.
///
/// The first command opens it, and so does the first after it was lost. A command is sent once or not at all. After a
/// command that had to be killed here, the connection counts as dead and the next command opens a new one.
public actor SSHConnection {
  public nonisolated let target: SSHTarget
  private let arguments: SSHArguments
  private let runner: any CommandRunner
  private var folder: ControlFolder?
  /// Of the open connection.
  private var socket: String?
  private var openings = 0
  private var isOpening = false
  private var running = 0
  /// sshd opens ten sessions on a connection unless its `MaxSessions` says otherwise; then this falls.
  private var mostRunning = 8

  /// How long a machine may take to let somebody in.
  private static let connectLimit = Duration.seconds(15)
  /// For the machine's own `timeout` to kill the command, and for its word to arrive.
  private static let grace = Duration.seconds(3)
  private static let mostLosses = 3
  private static let mostRefusals = 100

  public init(_ target: SSHTarget, runner: any CommandRunner = LocalCommandRunner()) {
    self.target = target
    self.runner = runner
    arguments = SSHArguments(target: target)
  }

  /// Runs a command on the machine, with the machine's own environment and what the command adds to it. A non-zero exit
  /// is a result; one that a signal ended has 128 and its number. A caller that is cancelled leaves the command to its
  /// deadline.
  ///
  /// - Parameters:
  ///   - asRoot: through `sudo -n` where another user logs in.
  ///   - inputFile: a file of this machine for standard input, in the place of the command's own.
  public func run(
    _ command: Command, asRoot: Bool = false, inputFile: String? = nil
  ) async throws(SSHError) -> CommandResult {
    let remote = RemoteCommand(command, asRoot: asRoot)
    if let flaw = target.flaw ?? remote.flaw { throw failure(.notAllowed, flaw) }
    if inputFile != nil, remote.input != nil { throw failure(.notAllowed, "two inputs for one command") }
    let order = Order(remote: remote, inputFile: inputFile, end: MonotonicTime.now() + command.deadline)
    var (losses, refusals) = (0, 0)
    while losses < Self.mostLosses, refusals < Self.mostRefusals {
      switch try await attempt(order) {
      case .done(let result): return result
      case .notSent: losses += 1
      case .crowded:
        refusals += 1
        try await pause(order)
      }
    }
    if refusals == Self.mostRefusals { throw failure(.sessionRefused, "") }
    throw failure(.other, "the connection closes before a command can be sent")
  }

  /// Ends the connection. A later command would open it again.
  public func close() async {
    if let socket { await discard(socket) }
    guard let folder else { return }
    self.folder = nil
    await tidy(Command("rm", ["-r", "-f", "--", folder.path], deadline: .seconds(10)))
  }

  private func failure(_ kind: SSHFailure.Kind, _ said: String) -> SSHError {
    .connection(SSHFailure(kind, target, said))
  }
}

/// A command on its way.
private struct Order: Sendable {
  let remote: RemoteCommand
  let inputFile: String?
  let end: MonotonicTime

  var left: Duration { end - MonotonicTime.now() }
}

private enum Attempt: Sendable {
  case done(CommandResult)
  /// The connection was gone.
  case notSent
  /// Not sent either: the machine opens no more sessions at once.
  case crowded
}

// MARK: - Commands

extension SSHConnection {
  private func attempt(_ order: Order) async throws(SSHError) -> Attempt {
    let socket = try await openSocket(order)
    while running >= mostRunning { try await pause(order) }
    running += 1
    defer { running -= 1 }
    let result = try await send(order, through: socket)
    switch result.exit {
    case .code(255): return try await judge(result, from: socket)
    case .signal: throw failure(.lost, "ssh was \(result.exit)")
    // What `timeout` ends with when it ended the command, by a signal to end and by one to kill.
    case .code(124) where order.left <= .zero, .code(137) where order.left <= .zero:
      throw .command(.deadlineExceeded(order.remote.command, result))
    case .code: return .done(order.remote.own(result))
    }
  }

  private func send(_ order: Order, through socket: String) async throws(SSHError) -> CommandResult {
    let (remote, left) = (order.remote, order.left)
    guard left > .zero else { throw failure(.timedOut, "connecting took all of the command's time") }
    let words = arguments.running(remote.line(within: left), socket: socket)
    var local = SSHArguments.ssh(words, readingFrom: order.inputFile, deadline: left + Self.grace)
    local.input = remote.input
    local.outputLimitBytes = remote.command.outputLimitBytes
    do throws(CommandError) {
      return try await runner.run(local)
    } catch {
      switch error {
      case .deadlineExceeded(_, let result):
        await discard(socket)
        throw .command(.deadlineExceeded(remote.command, result))
      case .cancelled: throw .command(.cancelled(remote.command))
      case .notFound, .notStarted, .unsuccessful: throw .command(error)
      }
    }
  }

  /// - Parameter result: ended with ssh's own exit.
  private func judge(_ result: CommandResult, from socket: String) async throws(SSHError) -> Attempt {
    switch SSHExit(result) {
    case .notSent:
      await discard(socket)
      return .notSent
    case .sessionRefused:
      mostRunning = max(1, min(mostRunning, running - 1))
      return .crowded
    case .lost:
      await discard(socket)
      throw failure(.lost, SSHFailure(said: result.errorText, target).said)
    }
  }

  /// Waits a moment for another command.
  private func pause(_ order: Order) async throws(SSHError) {
    guard order.left > .zero else { throw failure(.timedOut, "other commands to it are still waiting") }
    do {
      try await Task.sleep(for: .milliseconds(10))
    } catch {
      throw .command(.cancelled(order.remote.command))
    }
  }
}

// MARK: - The connection

extension SSHConnection {
  private func openSocket(_ order: Order) async throws(SSHError) -> String {
    while isOpening { try await pause(order) }
    // ssh removes the socket when it ends, as after a minute without commands.
    if let open = socket, access(open, F_OK) == 0 { return open }
    isOpening = true
    defer { isOpening = false }
    try refuseWhatCannotBeRead()
    try await refuseAnotherWay(order)
    guard let place = folder ?? ControlFolder.make() else {
      throw failure(.other, "neither XDG_RUNTIME_DIR nor TMPDIR nor /tmp takes a folder for its socket")
    }
    folder = place
    openings += 1
    let path = place.socket(ofOpening: openings)
    try await open(path, log: place.log(ofOpening: openings), order)
    socket = path
    return path
  }

  private func open(_ path: String, log: String, _ order: Order) async throws(SSHError) {
    let limit = min(Self.connectLimit, order.left)
    guard limit > .zero else { throw failure(.timedOut, "other commands took all of its time") }
    let timeout = max(1, min(10, Int(limit.components.seconds)))
    let words = arguments.opening(socket: path, log: log, connectTimeout: timeout)
    let result: CommandResult
    do throws(CommandError) {
      result = try await runner.run(SSHArguments.sshToBackground(words, log: log, deadline: limit))
    } catch {
      switch error {
      case .deadlineExceeded: throw failure(.timedOut, "")
      case .cancelled: throw .command(.cancelled(order.remote.command))
      case .notFound, .notStarted, .unsuccessful: throw .command(error)
      }
    }
    switch result.exit {
    case .code(0): return
    // The shell's word for a program that it does not find.
    case .code(127): throw .command(.notFound(SSHArguments.ssh([], deadline: limit)))
    default: throw .connection(SSHFailure(said: result.errorText, target))
    }
  }

  /// ssh would go on without them, and say something else.
  private func refuseWhatCannotBeRead() throws(SSHError) {
    if let key = target.identityFile, access(key, R_OK) != 0 {
      throw failure(.permissionDenied, String(cString: strerror(errno)))
    }
    if let known = target.knownHostsFile, access(known, R_OK) != 0 {
      throw failure(.hostKeyUnknown, "\(known): \(String(cString: strerror(errno)))")
    }
  }

  /// Through a jump host that the user's configuration names, ssh goes by that configuration alone: nothing would hold it to
  /// check that host's key.
  private func refuseAnotherWay(_ order: Order) async throws(SSHError) {
    guard target.jump == nil, openings == 0 else { return }
    let asking = SSHArguments.ssh(arguments.evaluating, deadline: min(Self.connectLimit, order.left))
    guard let said = try? await runner.run(asking), said.isSuccess else { return }
    let jump = said.text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("proxyjump ") }?.dropFirst(10)
    guard let jump, jump != "none" else { return }
    throw failure(
      .notAllowed,
      "your ssh configuration leads through \(jump), whose host key ssh would check as it likes; name it in the inventory: "
        + "jump: \(jump)")
  }

  private func discard(_ lost: String) async {
    if socket == lost { socket = nil }
    await tidy(SSHArguments.ssh(arguments.closing(socket: lost), deadline: .seconds(2)))
    unlink(lost)
  }

  /// Also when the caller was cancelled.
  private func tidy(_ command: Command) async {
    _ = await uncancelled { [runner] in try? await runner.run(command) }
  }
}
