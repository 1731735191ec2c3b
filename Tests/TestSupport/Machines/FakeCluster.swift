public import Model
public import Providers
import Synchronization

/// A cluster of fake machines.
public struct FakeCluster: Cluster {
  public var fakes: [FakeMachine]
  public var access: ClusterAccess
  public var fidelity = Fidelity.simulated
  /// Why a fault cannot be put in here.
  public var obstacles: [Fault.Kind: String] = [:]
  private let site = FakeSite()
  private let calls: CallLog
  private let balanced = Balanced()

  /// Machines with a load balancer stand with the balancers, those with a kubelet or the workload with the workers.
  ///
  /// - Parameter api: base URL at which every service of it is reached.
  public init(_ fakes: [FakeMachine], api: String = "http://127.0.0.1:1", calls: CallLog = CallLog()) {
    self.fakes = fakes
    self.calls = calls
    let identity = IdentityFiles(authority: "", certificate: "", key: "")
    access = ClusterAccess(
      api: api, etcd: api, apiByMachine: [:],
      etcdByMachine: Dictionary(fakes.map { ($0.name, "https://\($0.name):2379") }) { first, _ in first },
      admin: identity, etcdClient: identity)
    for machine in fakes { site.join(machine) }
  }

  public var machines: [any Machine] { fakes.filter { !$0.isBalancer && !$0.isWorker } }
  public var workers: [any Machine] { fakes.filter(\.isWorker) }
  public var loadBalancers: [any Machine] { fakes.filter(\.isBalancer) }

  /// Addresses of the control planes that the balancers were last told of; nil before that.
  public var balancedAddresses: [String]? { balanced.addresses.withLock(\.self) }

  public func fidelity(of fault: Fault.Kind) -> Fidelity { fidelity }
  public func obstacle(to fault: Fault.Kind) async -> String? { obstacles[fault] }

  public var facts: ClusterFacts {
    ClusterFacts(
      provider: "fake", version: "v1", etcdVersion: "3",
      machines: everyMachine.map { PlannedMachine(name: $0.name, zone: $0.zone, components: $0.components) },
      zones: Array(Set(fakes.map(\.zone))).sorted(), bootSeconds: 0)
  }

  public func replace(
    _ machine: MachineName, in zone: ZoneName, attaching volume: VolumeID?
  ) async throws(ProviderError) {
    calls.note("\(machine): replace in zone \(zone)\(volume.map { " attaching \($0)" } ?? "")")
    guard let fake = fakes.first(where: { $0.name == machine }) else {
      throw .system(doing: "replace \(machine)", reason: "there is no such machine")
    }
    guard fake.state.withLock({ $0.power == .gone }) else {
      throw .system(doing: "replace \(machine)", reason: "it was not terminated")
    }
    guard !fake.isIgnored(.replacement) else { return }
    let attached = volume.flatMap { site.take($0) }
    if let volume, attached == nil { throw .system(doing: "attach \(volume)", reason: "no such volume is detached") }
    fake.beReplaced(in: zone, attaching: attached)
  }

  public func updateLoadBalancers() async throws(ProviderError) {
    calls.note("update the load balancers")
    balanced.addresses.withLock { $0 = machines.map(\.address) }
  }

  public func detachedVolumes() async throws(ProviderError) -> [VolumeID: MachineName] { site.detachedVolumes }

  private final class Balanced: Sendable {
    let addresses = Mutex<[String]?>(nil)
  }
}

extension FakeMachine {
  fileprivate var isBalancer: Bool { components.contains(.loadBalancer) }
  fileprivate var isWorker: Bool { components.contains(.kubelet) || components.contains(.workload) }
}
