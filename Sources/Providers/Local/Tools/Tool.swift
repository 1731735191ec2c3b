/// A program that the local provider needs on the host.
public enum Tool: String, Hashable, Sendable, CaseIterable {
  case apiserver = "kube-apiserver"
  case controllerManager = "kube-controller-manager"
  case scheduler = "kube-scheduler"
  case kubemark
  case etcd, etcdctl, haproxy, keepalived, runsvdir, runsv, sv, chpst, tini
  case ip, tc, nft, unshare, nsenter, mount, hostname

  static let kubernetes: [Tool] = [.apiserver, .controllerManager, .scheduler]
  /// Only drills with workers need it, and no release has it.
  static let optional: [Tool] = [.kubemark]
  static let kubemarkRemedy = "FIREDRILL_WITH_KUBEMARK=1 make setup"

  /// Why nothing goes without it.
  var purpose: String {
    switch self {
    case .apiserver, .controllerManager, .scheduler: "it is a part of the control plane that drills break"
    case .kubemark: "it is the kubelet of worker machines, on a runtime that only pretends"
    case .etcd: "it is the store under the control plane"
    case .etcdctl: "backups are verified and restored with it"
    case .haproxy: "it is the load balancer before several control planes"
    case .keepalived: "it moves the entrance between two load balancers"
    case .runsvdir, .runsv: "it supervises a machine's components and restarts what crashed"
    case .sv: "it ends a machine's components in order when the machine is shut down"
    case .chpst: "a supervisor that comes back waits with it for what the one before it left running"
    case .tini: "it is the first process of every machine and of the sandbox"
    case .ip: "it makes the links between machines"
    case .tc: "it loses and delays packets"
    case .nft: "it makes partitions between machines"
    case .unshare: "it makes the sandbox and the machines"
    case .nsenter: "commands enter a machine with it"
    case .mount: "it gives a machine its own /tmp"
    case .hostname: "it gives a machine its name"
    }
  }
}
