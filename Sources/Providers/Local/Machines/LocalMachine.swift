import Glibc
public import Model
public import Transport

/// A machine of the embedded cluster: namespaces of its own with a supervisor in them.
public struct LocalMachine: Machine {
  public let name: MachineName
  public let zone: ZoneName
  public let address: String
  public let components: [Component]
  public let etcd: EtcdMember?
  let files: MachineFiles
  /// PID 1 of the machine, as the worker sees it.
  let firstProcess: pid_t
  /// What `/proc/PID/ns/pid` of the machine's processes points to.
  let pidNamespace: String
  let sandbox: Sandbox
  private let runner: any CommandRunner = LocalCommandRunner()

  init(
    _ node: Topology.Node, components: [Component], etcd: EtcdMember?, firstProcess: pid_t, sandbox: Sandbox
  ) throws(ProviderError) {
    guard let pidNamespace = ProcessTable.pidNamespace(of: firstProcess) else {
      throw .system(doing: "find \(node.name)", reason: "its first process has ended")
    }
    name = node.name
    zone = node.zone.name
    address = node.address.description
    self.components = components
    self.etcd = etcd
    files = LocalLayout.files(of: node.name)
    self.firstProcess = firstProcess
    self.pidNamespace = pidNamespace
    self.sandbox = sandbox
  }

  public func processes(of component: Component) async throws(ProviderError) -> [ProcessIdentity] {
    try require(component)
    return ProcessTable.processes(running: component.executableName, inNamespace: pidNamespace)
  }

  @discardableResult
  public func send(
    _ signal: ProcessSignal, to component: Component
  ) async throws(ProviderError) -> [ProcessIdentity] {
    let processes = try await processes(of: component)
    return processes.filter { kill($0.pid, signal.rawValue) == 0 }
  }

  public func start(_ component: Component) async throws(ProviderError) {
    try await supervisor(of: component).tell(.up)
  }

  /// A component that is paused is continued first, by the supervisor.
  public func stop(_ component: Component, grace: Duration) async throws(ProviderError) {
    try await supervisor(of: component).tell(.down)
    do {
      try await waitUntilGone(component, within: grace)
    } catch .notReady {
      try await send(.kill, to: component)
      try await waitUntilGone(component, within: .seconds(5))
    }
  }

  public func volumeIdentity() async throws(ProviderError) -> String? {
    etcd == nil ? nil : Volume(files: files).identity()
  }

  /// Freezes etcd, takes the volume away, then kills it. So it can neither acknowledge a write that is already lost nor
  /// write into the new volume; and its supervisor, which restarts it at once, can only find the empty one.
  public func loseStorage() async throws(ProviderError) {
    try await send(.stop, to: .etcd)
    let lost = try Volume(files: files).attachEmpty()
    // Also kills one that its supervisor started in between; it held nothing yet.
    let killed = try await send(.kill, to: .etcd)
    try await poll("the end of etcd on \(name)", every: .milliseconds(1), within: .seconds(5)) {
      () -> PollAnswer<Void> in
      let left = killed.filter { ProcessTable.identity(of: $0.pid)?.isSameProcess(as: $0) ?? false }
      return left.isEmpty ? .ready(()) : .waiting("it was killed and is still there")
    }
    guard let lost else { return }
    try await offPool("discard-volume") { () throws(ProviderError) in try FileTree.remove(lost) }
  }

  func require(_ component: Component) throws(ProviderError) {
    guard components.contains(component) else { throw .componentAbsent(component, name) }
  }

  private func supervisor(of component: Component) throws(ProviderError) -> Supervisor {
    try require(component)
    return Supervisor(service: files.service(component))
  }

  private func waitUntilGone(_ component: Component, within limit: Duration) async throws(ProviderError) {
    try await poll("the end of \(component.rawValue) on \(name)", every: .milliseconds(5), within: limit) {
      () async throws(ProviderError) -> PollAnswer<Void> in
      let left = try await processes(of: component)
      return left.isEmpty ? .ready(()) : .waiting("still there: \(left.map { "\($0.pid)" }.joined(separator: " "))")
    }
  }
}

extension LocalMachine {
  /// In the machine's namespaces, with the machine's environment and what the command adds to it. The command's paths
  /// are the machine's.
  public func run(_ command: Command) async throws(ProviderError) -> CommandResult {
    let entry = [
      "--target", "\(firstProcess)", "--net", "--mount", "--pid", "--uts", "--", "/usr/bin/env", "--chdir",
      command.workingDirectory ?? "/",
    ]
    var entering = command
    entering.executable = try sandbox.tools.path(of: .nsenter)
    entering.arguments = entry + [command.executable] + command.arguments
    entering.environment = .only(environment(of: command))
    entering.workingDirectory = nil
    do {
      return try await runner.run(entering)
    } catch {
      throw .commandFailed(doing: "\(command) on \(name)", output: "\(error)")
    }
  }

  /// Through the machine's own view of the file system. The copy is the owner's only, as a key or a backup must be.
  public func upload(_ path: String, to remotePath: String) async throws(ProviderError) {
    let target = "/proc/\(firstProcess)/root\(remotePath)"
    try await offPool("upload") { () throws(ProviderError) in try FileTree.copy(path, to: target) }
  }

  private func environment(of command: Command) -> [String: String] {
    switch command.environment {
    case .inherited: sandbox.environment()
    case .adding(let added): sandbox.environment().merging(added) { _, new in new }
    case .only(let all): all
    }
  }
}
