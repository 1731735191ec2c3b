import Glibc

/// A machine's first process: made, held until its network cable is plugged in, then let go.
struct MachineInit: Sendable {
  /// Of `unshare`, which is in the machine's network namespace and ends with the machine.
  let pid: pid_t
  private let gate: Int32
  private let files: MachineFiles

  /// Starts the namespaces of a machine. Its boot script waits at the gate.
  static func start(_ files: MachineFiles, in sandbox: Sandbox) throws(ProviderError) -> MachineInit {
    let gate = try SocketPair()
    defer { close(gate.theirs) }
    let log = open("\(files.logs)/machine.log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard log >= 0 else { throw .fromErrno(doing: "open \(files.logs)/machine.log") }
    defer { close(log) }
    let namespaces = ["--net", "--mount", "--pid", "--uts", "--fork", "--kill-child", "--mount-proc"]
    let pid = try Spawn(
      executable: sandbox.tools.path(of: .unshare), arguments: namespaces + ["--", "/bin/sh", files.bootScript],
      environment: sandbox.environment(), descriptors: [0: gate.theirs, 1: log, 2: log]
    ).start()
    return MachineInit(pid: pid, gate: gate.ours, files: files)
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

  /// The process that is PID 1 on the machine.
  func firstProcess(within limit: Duration = .seconds(10)) async throws(ProviderError) -> pid_t {
    try await poll("the machine's first process", every: .milliseconds(1), within: limit) {
      () -> PollAnswer<pid_t> in
      ProcessTable.children(of: pid).first.map { .ready($0) } ?? .waiting("unshare has no child yet")
    }
  }

  /// What the machine does between the gate and its supervisor.
  static func bootScript(
    _ node: Topology.Node, _ files: MachineFiles, in sandbox: Sandbox
  ) throws(ProviderError) -> String {
    let tools = sandbox.tools
    let mount = quotedForShell(try tools.path(of: .mount))
    let kept = sandbox.kept.map { folder in
      let path = quotedForShell(folder.path)
      return "mkdir -p \(path)\n\(mount) --rbind \(folder.stash) \(path)\n"
    }
    return """
      set -e
      read -r go
      \(quotedForShell(try tools.path(of: .hostname))) \(node.name)
      \(mount) -t tmpfs -o mode=1777 tmpfs /tmp
      \(kept.joined())\
      \(quotedForShell(try tools.path(of: .ip))) -batch \(files.links)
      cd /
      exec \(quotedForShell(try tools.path(of: .tini))) -- \(quotedForShell(try tools.path(of: .runsvdir))) -P \(files.services) </dev/null

      """
  }
}
