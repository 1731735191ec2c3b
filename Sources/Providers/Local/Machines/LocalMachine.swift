import Glibc
public import Model
import Synchronization
public import Transport

/// A place for a machine of the embedded cluster, and the machine that stands there now: namespaces of its own with a
/// supervisor in them.
///
/// It keeps its name for life. Power, and a machine that takes another's place, change the rest.
public final class LocalMachine: Machine {
  public let name: MachineName
  public let components: [Component]
  let role: Topology.Role
  let files: MachineFiles
  let sandbox: Sandbox
  let volumes: VolumeStore
  let state: Mutex<State>
  private let runner: any CommandRunner = LocalCommandRunner()

  struct State: Sendable {
    var node: Topology.Node
    /// nil while it is off.
    var running: RunningMachine?
    var isTerminated = false
    /// Somebody is switching it on or off.
    var isSwitching = false
    var member: EtcdMember?
    /// What its disk was filled from.
    var settings: (any MachineSettings)?
    /// As their run scripts are written.
    var services: [Component: Service] = [:]
  }

  init(_ node: Topology.Node, volumes: VolumeStore, sandbox: Sandbox) {
    name = node.name
    role = node.role
    components = node.role.components
    files = LocalLayout.files(of: node.name)
    self.sandbox = sandbox
    self.volumes = volumes
    state = Mutex(State(node: node))
  }

  var node: Topology.Node { state.withLock(\.node) }
  public var zone: ZoneName { node.zone.name }
  public var address: String { node.address.description }
  public var etcd: EtcdMember? { state.withLock(\.member) }

  /// The machine's namespaces; nil while it is off, also when it ended by itself.
  var running: RunningMachine? {
    state.withLock(\.running).flatMap { $0.isAlive ? $0 : nil }
  }

  /// Gone for good, until another one takes its place.
  var isTerminated: Bool { state.withLock(\.isTerminated) }

  func requireOn(_ doing: @autoclosure () -> String) throws(ProviderError) -> RunningMachine {
    guard let running else { throw .machineOff(name, doing: doing()) }
    return running
  }

  func require(_ component: Component) throws(ProviderError) {
    guard components.contains(component) else { throw .componentAbsent(component, name) }
  }
}

// MARK: - Commands

extension LocalMachine {
  /// In the machine's namespaces, with the machine's environment and what the command adds to it. The command's paths
  /// are the machine's.
  public func run(_ command: Command) async throws(ProviderError) -> CommandResult {
    let first = try requireOn("run \(command)").first.pid
    let entry = [
      "--target", "\(first)", "--net", "--mount", "--pid", "--uts", "--", "/usr/bin/env", "--chdir",
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
    let target = "/proc/\(try requireOn("upload \(path)").first.pid)/root\(remotePath)"
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
