import Model

/// All that a machine finds on its disk when it starts, by what the machine is for.
protocol MachineSettings: Sendable {
  /// nil where no etcd member runs.
  var member: EtcdMember? { get }

  func services() throws(ProviderError) -> [Service]

  /// Writes certificates, keys and configuration files.
  func writeFiles(_ files: MachineFiles) throws

  /// Puts a new serving certificate in place, or one that has run out.
  func writeCertificate(of component: Component, isExpired: Bool, _ files: MachineFiles) throws
}

extension MachineSettings {
  func writeCertificate(of component: Component, isExpired: Bool, _ files: MachineFiles) throws {
    throw ProviderError.unsupported(
      what: "another certificate for \(component.rawValue)", remedy: "choose etcd or kube-apiserver")
  }
}

/// What the settings of every machine are made from.
struct Blueprint: Sendable {
  var topology: Topology
  let identities: ClusterIdentities
  let tools: LocalTools

  func settings(of node: Topology.Node) -> any MachineSettings {
    switch node.role {
    case .controlPlane: ControlPlaneSettings(node: node, blueprint: self)
    case .loadBalancer: LoadBalancerSettings(node: node, blueprint: self)
    case .worker: WorkerSettings(node: node, blueprint: self)
    }
  }
}

extension Topology.Role {
  var components: [Component] {
    switch self {
    case .controlPlane: Component.controlPlane
    case .worker: Component.worker
    case .loadBalancer: [.loadBalancer]
    }
  }
}

extension Component {
  /// Those that talk to the API wait at the first boot until there is one: they would only take time from what it needs
  /// to come up. A kubelet that finds none would only try more and more seldom.
  var startsAtBoot: Bool { ![.controllerManager, .scheduler, .kubelet].contains(self) }
}

/// All that a control plane's machine finds on its disk when it starts.
struct ControlPlaneSettings: MachineSettings {
  let node: Topology.Node
  let blueprint: Blueprint
  private var identities: ClusterIdentities { blueprint.identities }
  private var entrance: IPv4Address { blueprint.topology.entrance }
  private var arguments: ControlPlaneArguments { ControlPlaneArguments(node, blueprint.topology) }

  var member: EtcdMember? { arguments.member }

  func writeFiles(_ files: MachineFiles) throws {
    try ProtectedFiles.write(try identities.authority.pem(), to: files.identity("ca.crt"))
    try ProtectedFiles.write(try identities.etcdAuthority.pem(), to: files.identity("etcd-ca.crt"))
    try ProtectedFiles.write(identities.serviceAccounts.privateKey, to: files.identity("service-account.key"))
    try ProtectedFiles.write(identities.serviceAccounts.publicKey, to: files.identity("service-account.pub"))
    try identities.etcdMember(node, entrance: entrance).write(to: files.identity("etcd"))
    try identities.apiserver(node, entrance: entrance).write(to: files.identity("apiserver"))
    try identities.apiserverEtcdClient().write(to: files.identity("apiserver-etcd-client"))
    try writeKubeconfig(identities.controllerManager(), to: files.identity("controller-manager.conf"))
    try writeKubeconfig(identities.scheduler(), to: files.identity("scheduler.conf"))
  }

  func writeCertificate(of component: Component, isExpired: Bool, _ files: MachineFiles) throws {
    let validity = isExpired ? Authority.past() : nil
    switch component {
    case .etcd:
      try identities.etcdMember(node, entrance: entrance, validity: validity).write(to: files.identity("etcd"))
    case .apiserver:
      try identities.apiserver(node, entrance: entrance, validity: validity).write(to: files.identity("apiserver"))
    default:
      throw ProviderError.unsupported(
        what: "another certificate for \(component.rawValue)", remedy: "choose etcd or kube-apiserver")
    }
  }

  /// Through the load balancer, so that losing the machine's own apiserver does not take the others with it.
  private func writeKubeconfig(_ identity: Identity, to path: String) throws {
    let server = "https://\(entrance):\(Port.api)"
    let authority = try identities.authority.pem()
    try ProtectedFiles.write(Kubeconfig(server: server, authority: authority, identity: identity).text(), to: path)
  }

  func services() throws(ProviderError) -> [Service] {
    [
      try service(.etcd, .etcd, arguments.etcd()),
      try service(.apiserver, .apiserver, arguments.apiserver()),
      try service(.controllerManager, .controllerManager, arguments.controllerManager()),
      try service(.scheduler, .scheduler, arguments.scheduler()),
    ]
  }

  private func service(_ component: Component, _ tool: Tool, _ arguments: [String]) throws(ProviderError) -> Service {
    Service(component: component, arguments: [try blueprint.tools.path(of: tool)] + arguments)
  }
}

extension ClusterIdentities {
  /// Those of the harness itself.
  func writeHarnessIdentities() throws {
    let folder = LocalLayout.identities
    try ProtectedFiles.write(try authority.pem(), to: folder + "/ca.crt")
    try ProtectedFiles.write(try etcdAuthority.pem(), to: folder + "/etcd-ca.crt")
    try admin.write(to: folder + "/admin")
    try etcdClient.write(to: folder + "/etcd-client")
  }
}

extension Identity {
  /// As `path.crt` and `path.key`, in the place of those that are there.
  func write(to path: String) throws(ProviderError) {
    try ProtectedFiles.replace(certificate, at: path + ".crt")
    try ProtectedFiles.replace(key, at: path + ".key")
  }

  /// Both in one file, as haproxy wants them.
  func writeTogether(to path: String) throws(ProviderError) {
    try ProtectedFiles.write(certificate + "\n" + key, to: path)
  }
}
