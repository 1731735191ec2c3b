import Clients
import Model

/// What the engine does to a container that runs: it stands still, or is taken off its networks.
extension ContainerPower {
  public var canPause: Bool { true }

  public func isPaused() async throws(ProviderError) -> Bool { try await inspect().state.isPaused }

  /// Asked again: a container whose processes are busy cannot always be frozen at once.
  public func pause() async throws(ProviderError) {
    try await doing("pause") { () async throws(ClientError) in
      try await asking(for: .seconds(5)) { () async throws(ClientError) in try await docker.pause(container) }
    }
  }

  public func resume() async throws(ProviderError) {
    try await doing("unpause") { () async throws(ClientError) in try await docker.unpause(container) }
  }

  public func holds(_ path: String) async throws(ProviderError) -> Bool {
    do { return try await docker.holds(path, in: container) } catch {
      throw .system(doing: "look into container \(container)", reason: error.description)
    }
  }

  public var canUnplug: Bool { true }

  public func cables() async throws(ProviderError) -> [Cable] {
    try await inspect().networking.networks.map { network, link in
      let fixed = link.wish?.address.flatMap { $0.isEmpty ? nil : $0 }
      return Cable(
        name: network, address: fixed ?? link.address, isFixed: fixed != nil, aliases: link.aliases ?? [])
    }.sorted { $0.name < $1.name }
  }

  public func unplug(_ cables: [Cable]) async throws(ProviderError) {
    for cable in cables {
      try await doing("disconnect \(cable.name) from") { () async throws(ClientError) in
        try await docker.disconnect(container, from: cable.name)
      }
    }
  }

  /// - Throws: ``ProviderError`` also where it has another address by now: etcd's members and certificates name the old one.
  public func plug(_ cables: [Cable]) async throws(ProviderError) {
    let present = Set(try await self.cables().map(\.name))
    for cable in cables where !present.contains(cable.name) {
      try await doing("connect \(cable.name) to") { () async throws(ClientError) in
        try await docker.connect(
          container, to: cable.name, address: cable.isFixed ? cable.address : nil, aliases: cable.aliases)
      }
    }
    let now = try await inspect()
    for cable in cables where now.state.isRunning {
      let address = now.networking.networks[cable.name]?.address ?? ""
      guard address == cable.address else {
        throw .system(
          doing: "connect container \(container) to \(cable.name)",
          reason: "it had the address \(cable.address) and has come back with \(address)",
          remedy: "see which container has \(cable.address) now; disconnect both, and connect this one first")
      }
    }
  }
}
