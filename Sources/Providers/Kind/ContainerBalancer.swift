import Clients
import Model
import Transport

/// kind's load balancer: a container of its own, whose first process is the balancer. Its image may have no shell, so all is
/// done to the container.
struct ContainerBalancer: Machine {
  let name: MachineName
  let address: String
  private let docker: DockerClient
  private let container: String
  private let power: ContainerPower

  init(_ name: MachineName, _ docker: DockerClient, container: String, address: String) {
    self.name = name
    self.docker = docker
    self.container = container
    self.address = address
    power = ContainerPower(docker, container: container)
  }

  var nodeName: String { container }
  var zone: ZoneName { ClusterSpec.edge }
  var components: [Component] { [.loadBalancer] }
  var etcd: EtcdMember? { nil }
  var takesRules: Bool { false }

  func processes(of component: Component) async throws(ProviderError) -> [ProcessIdentity] {
    let state = try await inspect()
    guard state.isRunning else { return [] }
    return [
      ProcessIdentity(pid: state.pid, startTicks: Self.digest(state.startedAt), state: state.isPaused ? "T" : "S")
    ]
  }

  /// The engine tells when it started, not in ticks; another start is another number.
  private static func digest(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  @discardableResult
  func send(_ signal: ProcessSignal, to component: Component) async throws(ProviderError) -> [ProcessIdentity] {
    let hit = try await processes(of: component)
    switch signal {
    // The engine does not start it again, so nobody would.
    case .kill, .terminate:
      throw .unsupported(
        what: "killing kind's load balancer: nothing starts its container again",
        remedy: "use balancer.stop, or machine.reboot of \(name)")
    case .stop: try await power.pause()
    case .continue: try await power.resume()
    }
    return hit
  }

  func start(_ component: Component) async throws(ProviderError) { try await power.powerOn() }

  func stop(_ component: Component, grace: Duration) async throws(ProviderError) {
    try await power.shutDown(grace: grace)
  }

  /// `true` asks whether it carries out commands. Its image may hold no program but the balancer, and would look broken for
  /// ever: so it counts as well where it runs.
  func run(_ command: Command) async throws(ProviderError) -> CommandResult {
    guard command.executable == "true" else {
      return try await ContainerShell(docker, container: container).run(command)
    }
    let state = try await inspect()
    return CommandResult(exit: .code(state.isRunning && !state.isPaused ? 0 : 1))
  }

  func upload(_ path: String, to remotePath: String) async throws(ProviderError) {
    try await ContainerShell(docker, container: container).upload(path, to: remotePath)
  }

  func bootIdentity() async throws(ProviderError) -> String? {
    let state = try await inspect()
    return state.isRunning ? state.startedAt : nil
  }

  func shutDown(grace: Duration) async throws(ProviderError) { try await power.shutDown(grace: grace) }
  func powerOff() async throws(ProviderError) { try await power.powerOff() }
  func powerOn() async throws(ProviderError) { try await power.powerOn() }

  func isPaused() async throws(ProviderError) -> Bool { try await power.isPaused() }
  func pause() async throws(ProviderError) { try await power.pause() }
  func resume() async throws(ProviderError) { try await power.resume() }
  func cables() async throws(ProviderError) -> [Cable] { try await power.cables() }
  func unplug(_ cables: [Cable]) async throws(ProviderError) { try await power.unplug(cables) }
  func plug(_ cables: [Cable]) async throws(ProviderError) { try await power.plug(cables) }

  func volumeIdentity() async throws(ProviderError) -> String? { nil }
  func loseStorage() async throws(ProviderError) { throw .componentAbsent(.etcd, name) }

  private func inspect() async throws(ProviderError) -> DockerClient.Container.State { try await power.inspect().state }
}
