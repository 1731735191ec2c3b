import Model

/// All that a worker machine finds on its disk when it starts.
struct WorkerSettings: MachineSettings {
  let node: Topology.Node
  let blueprint: Blueprint

  var member: EtcdMember? { nil }

  func writeFiles(_ files: MachineFiles) throws {
    let identity = try blueprint.identities.kubelet(node)
    let server = "https://\(blueprint.topology.entrance):\(Port.api)"
    let authority = try blueprint.identities.authority.pem()
    try ProtectedFiles.write(
      Kubeconfig(server: server, authority: authority, identity: identity).text(), to: files.identity("kubelet.conf"))
    try ProtectedFiles.write(KubeletArguments(node).hosts(), to: files.overlay(of: "/etc/hosts"))
    try ProtectedFiles.write("", to: files.overlay(of: "/etc/resolv.conf"))
    // The kubelet wants to read the kernel's messages, which a sandbox is not allowed to.
    try ProtectedFiles.write("", to: files.overlay(of: "/dev/kmsg"))
    try writeConfiguration()
  }

  /// Also later, when the next worker has another address.
  func writeConfiguration() throws(ProviderError) {
    try ProtectedFiles.replace(workload.text(), at: configuration)
  }

  var workload: WorkloadConfiguration {
    WorkloadConfiguration(node: node, topology: blueprint.topology, socket: files.haproxySocket)
  }

  func services() throws(ProviderError) -> [Service] {
    let kubelet =
      ["/usr/bin/env"] + KubeletArguments.environment.map { "\($0.key)=\($0.value)" }
      + [try blueprint.tools.path(of: .kubemark)] + KubeletArguments(node).kubelet()
    return [
      Service(component: .kubelet, arguments: kubelet),
      Service(
        component: .workload, arguments: [try blueprint.tools.path(of: .haproxy), "-db", "-f", configuration]),
    ]
  }

  private var files: MachineFiles { LocalLayout.files(of: node.name) }
  private var configuration: String { files.settings + "/workload.cfg" }
}

extension MachineFiles {
  /// Files of the host that a machine sees its own version of.
  static let overlaid = ["/etc/hosts", "/etc/resolv.conf", "/dev/kmsg"]

  func overlay(of path: String) -> String { settings + "/overlay" + path.map { $0 == "/" ? "-" : String($0) }.joined() }

  var haproxySocket: String { settings + "/haproxy.sock" }
}
