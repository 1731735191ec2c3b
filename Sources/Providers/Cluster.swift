public import Model

/// A control plane that a drill stands on. One implementation a provider; faults, recovery and probes know only this.
///
/// What it says is what holds now: machines come and go, and a machine that takes another's place has another address.
public protocol Cluster: Sendable {
  var facts: ClusterFacts { get }
  /// Whether it was made for the drill, and ends with it.
  var isOwned: Bool { get }
  /// Control-plane machines, as they are numbered; also those that are off or were terminated.
  var machines: [any Machine] { get }
  /// Worker machines, as they are numbered.
  var workers: [any Machine] { get }
  var loadBalancers: [any Machine] { get }
  var access: ClusterAccess { get }

  /// Whether a Node of the API without a machine here has none at all, so that it may be removed. An inventory need not name
  /// every machine, and a kind cluster may have Nodes that are no container of kind's.
  var knowsEveryMachine: Bool { get }

  /// What runs as pods here.
  var pods: PodRuntime { get }

  /// How close this provider's version of a fault is to the real one.
  func fidelity(of fault: Fault.Kind) -> Fidelity

  /// Why a fault cannot be put in here, such as a kernel without netem; nil when it can. A drill with such a fault is
  /// skipped with that reason.
  func obstacle(to fault: Fault.Kind) async -> String?

  /// Why a recovery cannot be made here, such as for want of new machines; nil when it can.
  func obstacle(to recovery: RecoveryMeans) -> String?

  /// Makes a new machine, with a new address and certificates of its own, in the place of one that was terminated.
  ///
  /// It is on, and a worker's components run. Those of a control plane wait: the recovery core tells etcd which cluster it
  /// is of, then starts them.
  ///
  /// - Parameters:
  ///   - zone: where it is to stand.
  ///   - volume: a volume that outlived its machine; nil: a new, empty one.
  func replace(_ machine: MachineName, in zone: ZoneName, attaching volume: VolumeID?) async throws(ProviderError)

  /// Tells every load balancer where the control planes are now.
  func updateLoadBalancers() async throws(ProviderError)

  /// What carries this harness's mark on the machines: rules, timers, manifests that were moved away. Empty where the cluster
  /// ends with its process.
  func leftovers() async -> [Leftover]

  /// Takes one of them away.
  func remove(_ leftover: Leftover) async throws(ProviderError)

  /// Volumes that are attached to no machine, with the machine that each was last attached to.
  func detachedVolumes() async throws(ProviderError) -> [VolumeID: MachineName]

  /// It is about to be measured: until now it has yielded to others that are.
  func beginMeasured() async
}

/// Whether a pod's program really runs.
public enum PodRuntime: Hashable, Sendable {
  case pretended
  /// - image: one with a shell and busybox' httpd that the nodes have or can get.
  case real(image: String)
}

extension Cluster {
  public var pods: PodRuntime { .pretended }
  public var isOwned: Bool { true }
  public var knowsEveryMachine: Bool { true }
  public var workers: [any Machine] { [] }
  public var loadBalancers: [any Machine] { [] }

  /// Everything that a fault can fall on.
  public var everyMachine: [any Machine] { machines + workers + loadBalancers }

  public func machine(_ name: MachineName) -> (any Machine)? {
    everyMachine.first { $0.name == name }
  }

  public func obstacle(to fault: Fault.Kind) async -> String? { nil }
  public func obstacle(to recovery: RecoveryMeans) -> String? { nil }
  public func leftovers() async -> [Leftover] { [] }
  public func remove(_ leftover: Leftover) async throws(ProviderError) {}

  public func replace(
    _ machine: MachineName, in zone: ZoneName, attaching volume: VolumeID?
  ) async throws(ProviderError) {
    throw .unsupported(what: "new machines", remedy: "choose a recovery that needs none")
  }

  public func beginMeasured() async {}
  public func updateLoadBalancers() async throws(ProviderError) {}
  public func detachedVolumes() async throws(ProviderError) -> [VolumeID: MachineName] { [:] }
}

/// How to reach a cluster's services from where the harness stands.
public struct ClusterAccess: Hashable, Sendable {
  /// Base URL of the API through the load balancer, or of the only control plane: `https://10.0.0.2:6443`.
  public var api: String
  /// Base URL of etcd's client API through the load balancer, or of the only member.
  public var etcd: String
  public var apiByMachine: [MachineName: String]
  public var etcdByMachine: [MachineName: String]
  /// Base URL of the workload that runs between two workers; nil where there are fewer than two.
  public var workload: String?
  /// A cluster administrator's identity.
  public var admin: IdentityFiles
  /// An etcd client's identity.
  public var etcdClient: IdentityFiles

  public init(
    api: String, etcd: String, apiByMachine: [MachineName: String], etcdByMachine: [MachineName: String],
    workload: String? = nil, admin: IdentityFiles, etcdClient: IdentityFiles
  ) {
    self.api = api
    self.etcd = etcd
    self.apiByMachine = apiByMachine
    self.etcdByMachine = etcdByMachine
    self.workload = workload
    self.admin = admin
    self.etcdClient = etcdClient
  }
}

/// Paths of PEM files that make up a TLS identity; never their contents.
public struct IdentityFiles: Hashable, Sendable, Codable {
  public var authority: String
  public var certificate: String
  public var key: String

  public init(authority: String, certificate: String, key: String) {
    self.authority = authority
    self.certificate = certificate
    self.key = key
  }

  /// Where none could be read.
  public static let nobody = IdentityFiles(authority: "", certificate: "", key: "")
}
