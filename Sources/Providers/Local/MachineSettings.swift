import Model

/// Issues every identity and writes each where it belongs, with the services that use them. Blocks for some 10 ms.
func issueAndWrite(_ topology: Topology, _ sandbox: Sandbox) throws(ProviderError) -> ClusterIdentities {
  do {
    let identities = try ClusterIdentities()
    try writeHarnessIdentities(identities)
    for node in topology.controlPlanes {
      try ControlPlaneSettings(node: node, topology: topology, identities: identities, tools: sandbox.tools).write()
    }
    if let node = topology.loadBalancer {
      try LoadBalancerSettings(node: node, topology: topology, identities: identities, tools: sandbox.tools).write()
    }
    return identities
  } catch let error as ProviderError {
    throw error
  } catch {
    throw .system(doing: "make the cluster's certificates", reason: "\(error)")
  }
}

private func writeHarnessIdentities(_ identities: ClusterIdentities) throws {
  let folder = LocalLayout.identities
  try ProtectedFiles.write(try identities.authority.pem(), to: folder + "/ca.crt")
  try ProtectedFiles.write(try identities.etcdAuthority.pem(), to: folder + "/etcd-ca.crt")
  try identities.admin.write(to: folder + "/admin")
  try identities.etcdClient.write(to: folder + "/etcd-client")
}

extension Identity {
  /// As `path.crt` and `path.key`.
  func write(to path: String) throws(ProviderError) {
    try ProtectedFiles.write(certificate, to: path + ".crt")
    try ProtectedFiles.write(key, to: path + ".key")
  }

  /// Both in one file, as haproxy wants them.
  func writeTogether(to path: String) throws(ProviderError) {
    try ProtectedFiles.write(certificate + "\n" + key, to: path)
  }
}

/// Writes a machine's services.
///
/// runsvdir waits a second before it looks into a folder that changed within the current one, lest it miss another
/// change in it. Nothing changes here any more, so the folder is made older.
private func writeServices(_ services: [Service], _ files: MachineFiles) throws(ProviderError) {
  for service in services { try service.write(files) }
  try ProtectedFiles.makeOlder(files.services)
}

extension Service {
  /// As a folder that runit finds; `down` keeps it from being started before it is told.
  func write(_ files: MachineFiles) throws(ProviderError) {
    let folder = files.service(component)
    try ProtectedFiles.makeDirectory(folder)
    if !startsAtBoot { try ProtectedFiles.write("", to: folder + "/down") }
    try ProtectedFiles.write(runScript(log: files.log(component)), to: folder + "/run", mode: 0o700)
  }
}

/// All that a control plane's machine finds on its disk when it starts.
struct ControlPlaneSettings {
  let node: Topology.Node
  let topology: Topology
  let identities: ClusterIdentities
  let tools: LocalTools

  func write() throws {
    let files = LocalLayout.files(of: node.name)
    try Volume(files: files).attachEmpty()
    try writeIdentities(files)
    try writeServices(try services(), files)
  }

  private func writeIdentities(_ files: MachineFiles) throws {
    try ProtectedFiles.write(try identities.authority.pem(), to: files.identity("ca.crt"))
    try ProtectedFiles.write(try identities.etcdAuthority.pem(), to: files.identity("etcd-ca.crt"))
    try ProtectedFiles.write(identities.serviceAccounts.privateKey, to: files.identity("service-account.key"))
    try ProtectedFiles.write(identities.serviceAccounts.publicKey, to: files.identity("service-account.pub"))
    try identities.etcdMember(node, entrance: topology.entrance).write(to: files.identity("etcd"))
    try identities.apiserver(node, entrance: topology.entrance).write(to: files.identity("apiserver"))
    try identities.apiserverEtcdClient().write(to: files.identity("apiserver-etcd-client"))
    try writeKubeconfig(identities.controllerManager(), to: files.identity("controller-manager.conf"))
    try writeKubeconfig(identities.scheduler(), to: files.identity("scheduler.conf"))
  }

  /// Through the load balancer, so that losing the machine's own apiserver does not take the others with it.
  private func writeKubeconfig(_ identity: Identity, to path: String) throws {
    let server = "https://\(topology.entrance):\(Port.api)"
    let authority = try identities.authority.pem()
    try ProtectedFiles.write(Kubeconfig(server: server, authority: authority, identity: identity).text(), to: path)
  }

  private func services() throws(ProviderError) -> [Service] {
    let arguments = ControlPlaneArguments(node, topology)
    return [
      try service(.etcd, .etcd, arguments.etcd()),
      try service(.apiserver, .apiserver, arguments.apiserver()),
      try service(.controllerManager, .controllerManager, arguments.controllerManager()),
      try service(.scheduler, .scheduler, arguments.scheduler()),
    ]
  }

  private func service(_ component: Component, _ tool: Tool, _ arguments: [String]) throws(ProviderError) -> Service {
    Service(
      component: component, arguments: [try tools.path(of: tool)] + arguments, startsAtBoot: component.startsAtBoot)
  }
}

/// All that the load balancer's machine finds on its disk when it starts.
struct LoadBalancerSettings {
  let node: Topology.Node
  let topology: Topology
  let identities: ClusterIdentities
  let tools: LocalTools

  func write() throws {
    let files = LocalLayout.files(of: node.name)
    try ProtectedFiles.write(try identities.authority.pem(), to: files.identity("ca.crt"))
    try ProtectedFiles.write(try identities.etcdAuthority.pem(), to: files.identity("etcd-ca.crt"))
    try identities.loadBalancerCheck().writeTogether(to: files.identity("check.pem"))
    try identities.loadBalancerEtcdCheck().writeTogether(to: files.identity("etcd-check.pem"))
    let configuration = files.settings + "/haproxy.cfg"
    let text = HaproxyConfiguration(topology: topology, identities: files.identities).text()
    try ProtectedFiles.write(text, to: configuration)
    // In the foreground and as one process, so that the supervisor and the drills see the one that serves.
    let arguments = [try tools.path(of: .haproxy), "-db", "-f", configuration]
    try writeServices([Service(component: .loadBalancer, arguments: arguments, startsAtBoot: true)], files)
  }
}
