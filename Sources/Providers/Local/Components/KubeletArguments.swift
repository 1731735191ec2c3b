import Model

/// Command line of a hollow kubelet: Kubernetes' own kubelet on a runtime that only pretends to run pods.
///
/// Its heartbeat cannot be set: it renews its lease and looks at its status every 10 s.
struct KubeletArguments: Sendable {
  let node: Topology.Node
  private let files: MachineFiles

  /// The shortest grace that a healthy node keeps within: its heartbeat comes every 10 s, and a busy core delays it.
  static let nodeGraceMin = Duration.seconds(15)

  init(_ node: Topology.Node) {
    self.node = node
    files = LocalLayout.files(of: node.name)
  }

  func kubelet() -> [String] {
    [
      "--morph=kubelet",
      "--name=\(node.name)",
      "--kubeconfig=\(files.identity("kubelet.conf"))",
      "--node-labels=topology.kubernetes.io/zone=\(node.zone.name)",
      "--logtostderr=true",
      "--v=0",
    ]
  }

  /// Else its start waits 4 s for a cloud's metadata service that is not there.
  static let environment = ["AWS_EC2_METADATA_DISABLED": "true"]

  /// The kubelet looks its own machine's name up; without an answer close by it waits 10 s for a name server.
  func hosts() -> String {
    """
    127.0.0.1 localhost
    \(node.address) \(node.name)

    """
  }
}
