public import Clients
public import Model

/// A node container as a machine that is switched on and off. Its disk and its fixed address outlive that.
public struct ContainerPower: PowerDriver {
  /// An engine starts no container again that somebody stopped, whatever its restart policy.
  public var mayBeWatchedOver: Bool { false }
  let docker: DockerClient
  let container: String
  /// nil where it is not known, or does not matter.
  private let address: String?

  /// - Parameter address: that it has to come back with.
  public init(_ docker: DockerClient, container: String, address: String? = nil) {
    self.docker = docker
    self.container = container
    self.address = address
  }

  public var summary: String { "container \(container)" }
  /// Its processes die as with the power; its host's kernel, with all that it has not yet written, lives on.
  public var powerCutFidelity: Fidelity { .equivalent }

  /// A paused container is on: its power is not what it lacks.
  public func state() async throws(ProviderError) -> PowerState {
    let found: DockerClient.Container
    do {
      found = try await docker.inspect(container)
    } catch .status(404, _, _) {
      return .gone
    } catch {
      throw unseen(error)
    }
    return found.state.isRunning ? .on(start: found.state.startedAt) : .off
  }

  public func shutDown(grace: Duration) async throws(ProviderError) {
    try await doing("stop") { () async throws(ClientError) in try await docker.stop(container, grace: grace) }
  }

  public func powerOff() async throws(ProviderError) {
    try await doing("kill") { () async throws(ClientError) in try await docker.kill(container) }
    // The engine answers when the signal is sent.
    try await poll("the end of container \(container)", every: .milliseconds(50), within: .seconds(30)) {
      () async throws(ProviderError) -> PollAnswer<Void> in
      try await state().isOff ? .ready(()) : .waiting("it still runs")
    }
  }

  /// The engine hands out the lowest address that is free: of two containers that were off, each may come back with the
  /// other's. etcd's members and certificates name the old one, so that is said at once.
  public func powerOn() async throws(ProviderError) {
    try await doing("start") { () async throws(ClientError) in try await docker.start(container) }
    guard let address, let found = try? await docker.inspect(container).networking.networks.values.map(\.address)
    else { return }
    guard !found.contains(address) else { return }
    throw .system(
      doing: "start container \(container)",
      reason: "it had the address \(address) and has come back with \(found.sorted().joined(separator: ", "))",
      remedy: "stop the cluster's containers and start them in the order in which they were made")
  }

  public func terminate() async throws(ProviderError) {
    try await doing("remove") { () async throws(ClientError) in try await docker.remove(container) }
  }

  func inspect() async throws(ProviderError) -> DockerClient.Container {
    do { return try await docker.inspect(container) } catch { throw unseen(error) }
  }

  private func unseen(_ error: ClientError) -> ProviderError {
    .system(doing: "look at container \(container)", reason: error.description)
  }

  func doing(_ what: String, _ act: () async throws(ClientError) -> Void) async throws(ProviderError) {
    do {
      try await act()
    } catch {
      throw .system(doing: "\(what) container \(container)", reason: error.description)
    }
  }
}
