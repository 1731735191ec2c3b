import Crypto
import Model

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Every certificate and key of one local cluster, made anew for each.
///
/// Two authorities, as kubeadm has them: who may talk to the API must not thereby be able to talk to etcd.
struct ClusterIdentities: Sendable {
  let authority: Authority
  let etcdAuthority: Authority
  let serviceAccounts: ServiceAccountKeys
  let admin: Identity
  let etcdClient: Identity

  init() throws {
    authority = try Authority(commonName: "kubernetes")
    etcdAuthority = try Authority(commonName: "etcd")
    serviceAccounts = ServiceAccountKeys()
    admin = try authority.issue(.client("firedrill-admin", groups: ["system:masters"]))
    etcdClient = try etcdAuthority.issue(.client("firedrill-etcd-client"))
  }

  /// The first address of the service network, at which pods find the API.
  static let serviceAddress = IPv4Address(10, 96, 0, 1)

  func apiserver(_ node: Topology.Node, entrance: IPv4Address, validity: Range<Date>? = nil) throws -> Identity {
    let names = [
      node.name.rawValue, "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
    ]
    return try authority.issue(
      .server(
        "kube-apiserver", dnsNames: names,
        addresses: [node.address, .loopback, entrance, Self.serviceAddress].withoutRepeats()),
      validity: validity)
  }

  func apiserverEtcdClient() throws -> Identity { try etcdAuthority.issue(.client("kube-apiserver-etcd-client")) }

  /// One certificate for both sides of a member; see ``IdentityRequest/peer(_:dnsNames:addresses:)``.
  func etcdMember(_ node: Topology.Node, entrance: IPv4Address, validity: Range<Date>? = nil) throws -> Identity {
    try etcdAuthority.issue(
      .peer(
        node.name.rawValue, dnsNames: [node.name.rawValue, "localhost"],
        addresses: [node.address, .loopback, entrance].withoutRepeats()),
      validity: validity)
  }

  func controllerManager() throws -> Identity { try authority.issue(.client("system:kube-controller-manager")) }

  func scheduler() throws -> Identity { try authority.issue(.client("system:kube-scheduler")) }

  /// The node authorizer knows a kubelet by this name and this group.
  func kubelet(_ node: Topology.Node) throws -> Identity {
    try authority.issue(.client("system:node:\(node.name)", groups: ["system:nodes"]))
  }

  /// In no group but the one of all who are known, which may ask for `/readyz` and little else.
  func loadBalancerCheck() throws -> Identity { try authority.issue(.client("load-balancer-check")) }

  func loadBalancerEtcdCheck() throws -> Identity { try etcdAuthority.issue(.client("load-balancer-check")) }
}

/// The key pair that signs and checks service account tokens; the same on every machine.
struct ServiceAccountKeys: Sendable {
  let privateKey: String
  let publicKey: String

  init() {
    let key = P256.Signing.PrivateKey()
    privateKey = key.pemRepresentation + "\n"
    publicKey = key.publicKey.pemRepresentation + "\n"
  }
}

extension Array where Element: Hashable {
  fileprivate func withoutRepeats() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
