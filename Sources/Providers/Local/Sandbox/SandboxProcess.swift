import Glibc
import Synchronization
public import Transport

/// A worker of this harness in namespaces of its own, as its parent sees it.
///
/// The worker's life hangs on this process twice over: its standard input ends when this process does, however it ends,
/// and `unshare --kill-child` ties it to the process that made the namespaces. When the first process in there is gone,
/// the kernel takes every process, mount, link and rule with it. Letting go of this object ends nothing: call
/// ``terminate()``.
public final class SandboxProcess: Sendable {
  /// Of `unshare`, which lives as long as the sandbox.
  public let pid: Int32
  /// What the worker writes on its standard output. To be read by one task; ends with the worker.
  public let lines: AsyncStream<String>
  private let input: Int32
  private let state = Mutex(State())

  private struct State {
    var exit: CommandExit?
    var waiters: [CheckedContinuation<CommandExit, Never>] = []
  }

  /// What `unshare` is told for a sandbox.
  static let namespaces = [
    "--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child",
  ]

  /// Starts `executable` as the worker of a new sandbox.
  ///
  /// - Parameters:
  ///   - environment: all that the worker gets.
  ///   - inherited: descriptors of this process and the numbers that the worker finds them at, 3 or higher, such as a
  ///     socket that listens outside the sandbox.
  ///   - errorOutput: a descriptor for its standard error; this process's own by default.
  public static func launch(
    executable: String, arguments: [String], environment: [String: String], tools: LocalTools,
    inherited: [(descriptor: Int32, as: Int32)] = [], errorOutput: Int32 = 2
  ) throws(ProviderError) -> SandboxProcess {
    try launch(
      try tools.path(of: .unshare),
      namespaces + ["--", try tools.path(of: .tini), "--", executable] + arguments, environment, inherited, errorOutput)
  }

  /// Starts `executable` as a worker beside this process, for a cluster that stands already: it shares everything with its
  /// parent but its end.
  ///
  /// - Parameter errorOutput: a descriptor for its standard error; this process's own by default.
  public static func launchBeside(
    executable: String, arguments: [String], environment: [String: String], errorOutput: Int32 = 2
  ) throws(ProviderError) -> SandboxProcess {
    try launch(executable, arguments, environment, [], errorOutput)
  }

  private static func launch(
    _ executable: String, _ arguments: [String], _ environment: [String: String],
    _ inherited: [(descriptor: Int32, as: Int32)], _ errorOutput: Int32
  ) throws(ProviderError) -> SandboxProcess {
    let (input, output) = (try SocketPair(), try SocketPair())
    defer { for end in [input.theirs, output.theirs] { close(end) } }
    var descriptors: [Int32: Int32] = [0: input.theirs, 1: output.theirs, 2: errorOutput]
    for (descriptor, number) in inherited { descriptors[number] = descriptor }
    do throws(ProviderError) {
      let pid = try Spawn(
        executable: executable, arguments: arguments, environment: environment, descriptors: descriptors,
        ownSession: true
      ).start()
      return SandboxProcess(pid: pid, input: input.ours, output: output.ours)
    } catch {
      for end in [input.ours, output.ours] { close(end) }
      throw error
    }
  }

  private init(pid: Int32, input: Int32, output: Int32) {
    self.pid = pid
    self.input = input
    let (lines, source) = AsyncStream.makeStream(of: String.self)
    self.lines = lines
    DedicatedThread(name: "worker-output") {
      var reader = LineReader(descriptor: output)
      while let line = reader.next() { source.yield(line) }
      close(output)
      source.finish()
    }.detach()
    DedicatedThread(name: "worker-end") { self.reap() }.detach()
  }

  deinit { close(input) }

  /// Sends one line to the worker's standard input.
  public func send(_ line: String) { SocketPair.send(line + "\n", to: input) }

  /// Ends the sandbox at once, with all that runs in it. May be called at any time, also after its end.
  public func terminate() {
    // Under the lock the process is not reaped yet, so its number cannot have gone to another one.
    state.withLock { state in
      guard state.exit == nil else { return }
      // The child first: without its parent it could no longer be found.
      for child in ProcessTable.children(of: pid) { kill(child, SIGKILL) }
      kill(pid, SIGKILL)
    }
  }

  /// Waits for the end of the sandbox.
  ///
  /// - Returns: how the worker ended, as far as the two processes above it hand that on: an exit code as it is, a signal
  ///   as 128 + its number.
  public func wait() async -> CommandExit {
    await withCheckedContinuation { continuation in
      let exit = state.withLock { state in
        if state.exit == nil { state.waiters.append(continuation) }
        return state.exit
      }
      if let exit { continuation.resume(returning: exit) }
    }
  }

  private func reap() {
    var information = siginfo_t()
    while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
    let (exit, waiters) = state.withLock { state in
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
      let exit = CommandExit(waitStatus: status)
      state.exit = exit
      defer { state.waiters = [] }
      return (exit, state.waiters)
    }
    for waiter in waiters { waiter.resume(returning: exit) }
  }
}

extension CommandExit {
  /// From what `waitpid` stores.
  init(waitStatus status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .code((status >> 8) & 0xff) : .signal(signal)
  }
}
