import Model

/// All that a load balancer's machine finds on its disk when it starts.
struct LoadBalancerSettings: MachineSettings {
  let node: Topology.Node
  let blueprint: Blueprint

  var member: EtcdMember? { nil }

  func writeFiles(_ files: MachineFiles) throws {
    let identities = blueprint.identities
    try ProtectedFiles.write(try identities.authority.pem(), to: files.identity("ca.crt"))
    try ProtectedFiles.write(try identities.etcdAuthority.pem(), to: files.identity("etcd-ca.crt"))
    try identities.loadBalancerCheck().writeTogether(to: files.identity("check.pem"))
    try identities.loadBalancerEtcdCheck().writeTogether(to: files.identity("etcd-check.pem"))
    try writeConfiguration()
    if blueprint.topology.entranceMoves { try writeEntrance(files) }
  }

  /// Also later, when control planes have other addresses.
  func writeConfiguration() throws(ProviderError) {
    try ProtectedFiles.replace(haproxy.text(), at: configuration)
  }

  var haproxy: HaproxyConfiguration {
    HaproxyConfiguration(topology: blueprint.topology, identities: files.identities, socket: files.haproxySocket)
  }

  func services() throws(ProviderError) -> [Service] {
    // In the foreground and as one process, so that the supervisor and the drills see the one that serves.
    let arguments = [try blueprint.tools.path(of: .haproxy), "-db", "-f", configuration]
    guard blueprint.topology.entranceMoves else { return [Service(component: .loadBalancer, arguments: arguments)] }
    let saying = "echo \(KeepalivedConfiguration.serves) >\(quotedForShell(serving)); exec \"$@\""
    return [Service(component: .loadBalancer, arguments: ["/bin/sh", "-c", saying, "sh"] + arguments)]
  }

  private var files: MachineFiles { LocalLayout.files(of: node.name) }
  private var configuration: String { files.settings + "/haproxy.cfg" }
  private var serving: String { files.settings + "/serving" }

  /// A service beside the component: it holds the entrance for as long as haproxy runs. The supervisor runs `finish` as
  /// soon as haproxy has ended, by whatever way.
  private func writeEntrance(_ files: MachineFiles) throws {
    let settings = files.settings
    try ProtectedFiles.write(KeepalivedConfiguration.serves + "\n", to: serving)
    let text = KeepalivedConfiguration(node: node, topology: blueprint.topology, serving: serving).text()
    try ProtectedFiles.write(text, to: settings + "/keepalived.conf")
    let words = [
      try blueprint.tools.path(of: .keepalived), "--vrrp", "--dont-fork", "--log-console", "--no-syslog",
      "--use-file=\(settings)/keepalived.conf",
      // On the machine's own /tmp, which a loss of power empties: a pid file that outlives its process keeps the next away.
      "--pid=/tmp/keepalived.pid", "--vrrp_pid=/tmp/keepalived-vrrp.pid",
    ]
    let log = quotedForShell("\(files.logs)/keepalived.log")
    let run = "#!/bin/sh\nexec >>\(log) 2>&1\nexec \(words.map(quotedForShell).joined(separator: " "))\n"
    let entrance = files.services + "/entrance"
    try ProtectedFiles.makeDirectory(entrance)
    try ProtectedFiles.write(run, to: entrance + "/run", mode: 0o700)
    let component = files.service(.loadBalancer)
    try ProtectedFiles.makeDirectory(component)
    // The pause is for keepalived: a haproxy that is back within a millisecond would go unnoticed, its clients would not.
    let finish = "#!/bin/sh\necho \(KeepalivedConfiguration.doesNotServe) >\(quotedForShell(serving))\nsleep 0.5\n"
    try ProtectedFiles.write(finish, to: component + "/finish", mode: 0o700)
  }
}
