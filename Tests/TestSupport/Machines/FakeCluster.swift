public import Model
public import Providers

/// A cluster of fake machines.
public struct FakeCluster: Cluster {
  public var fakes: [FakeMachine]
  public var access: ClusterAccess
  public var fidelity = Fidelity.simulated

  /// - Parameter api: base URL at which every service of it is reached.
  public init(_ fakes: [FakeMachine], api: String = "http://127.0.0.1:1") {
    self.fakes = fakes
    let identity = IdentityFiles(authority: "", certificate: "", key: "")
    access = ClusterAccess(
      api: api, etcd: api, apiByMachine: [:], etcdByMachine: [:], admin: identity, etcdClient: identity)
  }

  public var machines: [any Machine] { fakes }
  public func fidelity(of fault: Fault.Kind) -> Fidelity { fidelity }

  public var facts: ClusterFacts {
    ClusterFacts(
      provider: "fake", version: "v1", etcdVersion: "3",
      machines: fakes.map { PlannedMachine(name: $0.name, zone: $0.zone, components: $0.components) },
      zones: Array(Set(fakes.map(\.zone))).sorted(), bootSeconds: 0)
  }
}
