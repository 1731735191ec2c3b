public import Model

/// A control plane that a drill stands on. One implementation a provider; faults, recovery and probes know only this.
public protocol Cluster: Sendable {
  var facts: ClusterFacts { get }
  /// Control-plane machines, in the order of their names.
  var machines: [any Machine] { get }
  /// The machine of the load balancer; nil where there is none.
  var loadBalancer: (any Machine)? { get }
  var access: ClusterAccess { get }
  /// How close this provider's version of a fault is to the real one.
  func fidelity(of fault: Fault.Kind) -> Fidelity
}

extension Cluster {
  public var loadBalancer: (any Machine)? { nil }

  /// Everything that a fault can fall on.
  public var everyMachine: [any Machine] { machines + [loadBalancer].compactMap(\.self) }

  public func machine(_ name: MachineName) -> (any Machine)? {
    machines.first { $0.name == name }
  }
}

/// How to reach a cluster's services from where the harness stands.
public struct ClusterAccess: Hashable, Sendable {
  /// Base URL of the API through the load balancer, or of the only control plane: `https://10.0.0.2:6443`.
  public var api: String
  /// Base URL of etcd's client API through the load balancer, or of the only member.
  public var etcd: String
  public var apiByMachine: [MachineName: String]
  public var etcdByMachine: [MachineName: String]
  /// A cluster administrator's identity.
  public var admin: IdentityFiles
  /// An etcd client's identity.
  public var etcdClient: IdentityFiles

  public init(
    api: String, etcd: String, apiByMachine: [MachineName: String], etcdByMachine: [MachineName: String],
    admin: IdentityFiles, etcdClient: IdentityFiles
  ) {
    self.api = api
    self.etcd = etcd
    self.apiByMachine = apiByMachine
    self.etcdByMachine = etcdByMachine
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
}
