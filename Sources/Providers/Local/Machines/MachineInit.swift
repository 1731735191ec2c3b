import Glibc

/// A machine's first process: made, held until its network cable is plugged in, then let go.
struct MachineInit: Sendable {
  /// Of `unshare`, which is in the machine's network namespace and ends with the machine.
  let pid: pid_t
  private let gate: Int32

  /// Starts the namespaces of a machine. Its boot script waits at the gate.
  ///
  /// Volumes that are mounted later reach the machine; what it mounts itself stays its own.
  static func start(_ files: MachineFiles, in sandbox: Sandbox) throws(ProviderError) -> MachineInit {
    let gate = try SocketPair()
    defer { close(gate.theirs) }
    let log = open("\(files.logs)/machine.log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard log >= 0 else { throw .fromErrno(doing: "open \(files.logs)/machine.log") }
    defer { close(log) }
    let namespaces = [
      "--net", "--mount", "--propagation", "slave", "--pid", "--uts", "--fork", "--kill-child", "--mount-proc",
    ]
    let pid = try Spawn(
      executable: sandbox.tools.path(of: .unshare), arguments: namespaces + ["--", "/bin/sh", files.bootScript],
      environment: sandbox.environment(), descriptors: [0: gate.theirs, 1: log, 2: log], ownSession: true
    ).start()
    return MachineInit(pid: pid, gate: gate.ours)
  }

  /// Waits until `unshare` has made the network namespace, so that a cable can be put into it.
  func waitForNetworkNamespace(within limit: Duration = .seconds(10)) async throws(ProviderError) {
    let own = ProcessTable.networkNamespace(of: getpid())
    try await poll("the machine's namespaces", every: .milliseconds(1), within: limit) { () -> PollAnswer<Void> in
      guard let machines = ProcessTable.networkNamespace(of: pid) else { return .waiting("unshare has ended") }
      return machines == own ? .waiting("still in the worker's network") : .ready(())
    }
  }

  /// Lets the boot script go on. Call it once.
  func release() {
    SocketPair.send("go\n", to: gate)
    close(gate)
  }

  /// The machine as it runs from now on.
  func running(within limit: Duration = .seconds(10)) async throws(ProviderError) -> RunningMachine {
    try await poll("the machine's first process", every: .milliseconds(1), within: limit) {
      () -> PollAnswer<RunningMachine> in
      guard let child = ProcessTable.children(of: pid).first, let first = ProcessTable.identity(of: child),
        let namespace = ProcessTable.pidNamespace(of: child)
      else { return .waiting("unshare has no child yet") }
      return .ready(RunningMachine(outer: pid, first: first, pidNamespace: namespace))
    }
  }

  /// Ends a machine that was never let go, or did not come up.
  func abandon() {
    for child in ProcessTable.children(of: pid) { kill(child, SIGKILL) }
    kill(pid, SIGKILL)
    while waitpid(pid, nil, 0) < 0 && errno == EINTR {}
  }
}

/// The namespaces of a machine that is on.
struct RunningMachine: Hashable, Sendable {
  /// Of `unshare`, a child of the worker.
  let outer: pid_t
  /// PID 1 of the machine, as the worker sees it.
  let first: ProcessIdentity
  /// What `/proc/PID/ns/pid` of the machine's processes points to.
  let pidNamespace: String

  var isAlive: Bool { ProcessTable.isAlive(first) }

  /// To the first process, unless it has ended.
  func signal(_ signal: Int32) {
    if isAlive { kill(first.pid, signal) }
  }

  /// The kernel lets the first process go only after everything else on the machine.
  func waitForEnd(of machine: String, within limit: Duration) async throws(ProviderError) {
    try await poll("the end of \(machine)", every: .milliseconds(2), within: limit) { () -> PollAnswer<Void> in
      waitpid(outer, nil, WNOHANG) == 0 ? .waiting("its first process is still there") : .ready(())
    }
  }
}
