import Model

/// Command lines of the control plane's components. Only flags that Kubernetes 1.20 and today's release both know.
struct ControlPlaneArguments: Sendable {
  /// Far below etcd's default of 2 GB, so that it can be used up in seconds and with its log fits on the volume; far above
  /// what a drill writes between two compactions.
  static let etcdQuotaBytes = 96 << 20

  let node: Topology.Node
  let topology: Topology
  private let files: MachineFiles

  init(_ node: Topology.Node, _ topology: Topology) {
    self.node = node
    self.topology = topology
    files = LocalLayout.files(of: node.name)
  }

  func etcd() -> [String] {
    let client = "https://\(node.address):\(Port.etcdClient)"
    let peer = peerURL(of: node)
    return [
      "--name=\(node.name)",
      "--data-dir=\(files.etcdData)",
      "--listen-client-urls=\(client),https://127.0.0.1:\(Port.etcdClient)",
      "--advertise-client-urls=\(client)",
      "--listen-peer-urls=\(peer)",
      "--initial-advertise-peer-urls=\(peer)",
      "--initial-cluster=\(initialCluster)",
      // Also after its disk was lost: that a lone member then forms a new, empty cluster is the trap to be found.
      "--initial-cluster-state=new",
      "--initial-cluster-token=firedrill",
      "--cert-file=\(files.identity("etcd.crt"))",
      "--key-file=\(files.identity("etcd.key"))",
      "--client-cert-auth=true",
      "--trusted-ca-file=\(files.identity("etcd-ca.crt"))",
      "--peer-cert-file=\(files.identity("etcd.crt"))",
      "--peer-key-file=\(files.identity("etcd.key"))",
      "--peer-client-cert-auth=true",
      "--peer-trusted-ca-file=\(files.identity("etcd-ca.crt"))",
      // As from etcd 3.5 on by default: a member that was cut off must not depose the leader when it is back.
      "--pre-vote",
      "--quota-backend-bytes=\(Self.etcdQuotaBytes)",
      "--logger=zap",
      "--log-outputs=stderr",
    ]
  }

  func apiserver() -> [String] {
    [
      "--advertise-address=\(node.address)",
      "--bind-address=0.0.0.0",
      "--secure-port=\(Port.api)",
      "--tls-cert-file=\(files.identity("apiserver.crt"))",
      "--tls-private-key-file=\(files.identity("apiserver.key"))",
      "--client-ca-file=\(files.identity("ca.crt"))",
      "--authorization-mode=Node,RBAC",
      "--allow-privileged=true",
      "--etcd-servers=https://\(etcdForApiserver):\(Port.etcdClient)",
      "--etcd-cafile=\(files.identity("etcd-ca.crt"))",
      "--etcd-certfile=\(files.identity("apiserver-etcd-client.crt"))",
      "--etcd-keyfile=\(files.identity("apiserver-etcd-client.key"))",
      "--service-cluster-ip-range=10.96.0.0/12",
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      "--service-account-key-file=\(files.identity("service-account.pub"))",
      "--service-account-signing-key-file=\(files.identity("service-account.key"))",
      "--runtime-config=\(Self.servedVersions)",
      "--profiling=false",
    ]
  }

  /// As releases since 1.24 do by themselves: of the beta versions only those that the components of 1.20 need. Each of the
  /// others has its stable twin, and costs an apiserver's start as much again.
  ///
  /// - Source: KEP-3136, "Beta APIs Are Off by Default"
  private static let servedVersions = [
    "api/beta=false", "batch/v1beta1=true", "discovery.k8s.io/v1beta1=true",
    "flowcontrol.apiserver.k8s.io/v1beta1=true", "policy/v1beta1=true",
  ].joined(separator: ",")

  func controllerManager() -> [String] {
    leaderElected(kubeconfig: files.identity("controller-manager.conf")) + [
      "--use-service-account-credentials=true",
      "--service-account-private-key-file=\(files.identity("service-account.key"))",
      "--root-ca-file=\(files.identity("ca.crt"))",
      // The default of 20/s makes its own start last seconds, and an apiserver lost in that time ends it for 15 s more.
      "--kube-api-qps=200",
      "--kube-api-burst=400",
    ] + nodeLifecycle()
  }

  /// By default one lost node in ten seconds is emptied; with a handful of nodes that would only queue them up.
  private func nodeLifecycle() -> [String] {
    guard !topology.workers.isEmpty else { return [] }
    let period = min(Duration.seconds(5), max(.seconds(1), topology.nodeGrace / 8))
    return [
      "--node-monitor-grace-period=\(milliseconds(topology.nodeGrace))",
      "--node-monitor-period=\(milliseconds(period))",
      "--node-eviction-rate=10",
    ]
  }

  private func milliseconds(_ duration: Duration) -> String { "\(Int((duration.seconds * 1000).rounded()))ms" }

  /// Its own machine's member, or whichever the balancer chose for it.
  private var etcdForApiserver: IPv4Address { topology.etcdEndpoint == .balanced ? topology.entrance : .loopback }

  func scheduler() -> [String] {
    leaderElected(kubeconfig: files.identity("scheduler.conf"))
  }

  private func leaderElected(kubeconfig: String) -> [String] {
    [
      "--kubeconfig=\(kubeconfig)",
      "--authentication-kubeconfig=\(kubeconfig)",
      "--authorization-kubeconfig=\(kubeconfig)",
      // Nobody but the harness asks them, and the apiserver has no front proxy whose certificates they could look up.
      "--authentication-skip-lookup=true",
      "--leader-elect=true",
      "--leader-elect-resource-lock=leases",
      "--profiling=false",
    ]
  }

  private var initialCluster: String {
    topology.controlPlanes.map { "\($0.name)=\(peerURL(of: $0))" }.joined(separator: ",")
  }

  private func peerURL(of node: Topology.Node) -> String { "https://\(node.address):\(Port.etcdPeer)" }

  var member: EtcdMember {
    EtcdMember(
      name: node.name.rawValue, peerURL: peerURL(of: node),
      clientURL: "https://\(node.address):\(Port.etcdClient)", dataDirectory: files.etcdData)
  }
}
