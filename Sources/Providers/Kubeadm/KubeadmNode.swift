public import Model

/// A machine that kubeadm made a node of, and how to get at it.
public struct KubeadmNode: Sendable {
  public enum Role: Hashable, Sendable {
    case controlPlane, worker, loadBalancer
  }

  /// As drills name it: `cp-1`, `worker-2`.
  public var name: MachineName
  /// As Kubernetes names it: the node's name.
  public var hostName: String
  public var role: Role
  public var zone: ZoneName
  /// Its IP address in the cluster's network.
  public var address: String
  /// Its pods' addresses, such as `10.244.1.0/24`: between nodes they may be routed as they are.
  public var podRanges: [String] = []
  public var shell: any NodeShell
  /// nil: nobody can switch it on or off.
  public var power: (any PowerDriver)?
  public var whenGone = Inventory.WhenGone.stays

  public init(
    name: MachineName, hostName: String, role: Role, zone: ZoneName, address: String, shell: any NodeShell,
    power: (any PowerDriver)? = nil
  ) {
    self.name = name
    self.hostName = hostName
    self.role = role
    self.zone = zone
    self.address = address
    self.shell = shell
    self.power = power
  }
}

/// What kubeadm puts where on its nodes.
///
/// - Source: Kubernetes, "kubeadm implementation details"
///   <https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/>
enum KubeadmLayout {
  static let manifests = "/etc/kubernetes/manifests"
  /// Where this harness keeps manifests that the kubelet must not see. Not beside the others: the kubelet reads every file
  /// there, whatever its name ends with.
  static let aside = "/etc/kubernetes/firedrill"
  static let adminConfig = "/etc/kubernetes/admin.conf"
  static let etcdAuthority = "/etc/kubernetes/pki/etcd/ca.crt"
  static let etcdClientCertificate = "/etc/kubernetes/pki/apiserver-etcd-client.crt"
  static let etcdClientKey = "/etc/kubernetes/pki/apiserver-etcd-client.key"
  static let etcdData = "/var/lib/etcd"
  static let etcdClientPort = 2379
  static let etcdPeerPort = 2380
  static let apiPort = 6443

  /// An address as a URL has it.
  static func host(_ address: String) -> String { address.contains(":") ? "[\(address)]" : address }

  static func manifest(_ component: Component) -> String { component.rawValue + ".yaml" }
}
