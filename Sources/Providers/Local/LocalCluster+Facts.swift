import Model
import Transport

/// The versions of the binaries that a cluster will run.
struct Versions: Sendable {
  /// Such as `v1.20.2`.
  var kubernetes: String
  /// Such as `3.4.23`.
  var etcd: String

  static func ask(_ tools: LocalTools) async throws(ProviderError) -> Versions {
    // `Kubernetes v1.20.2`
    let kubernetes = try await firstLine(of: try tools.path(of: .apiserver))
    // `etcd Version: 3.4.23`
    let etcd = try await firstLine(of: try tools.path(of: .etcd))
    return Versions(kubernetes: lastWord(of: kubernetes), etcd: lastWord(of: etcd))
  }

  private static func firstLine(of executable: String) async throws(ProviderError) -> String {
    let result = try await runOnHost(Command(executable, ["--version"], deadline: .seconds(30)))
    return result.text.split(separator: "\n").first.map(String.init) ?? ""
  }

  private static func lastWord(of line: String) -> String { line.split(separator: " ").last.map(String.init) ?? "" }
}

func clusterFacts(
  _ topology: Topology, _ machines: [LocalMachine], _ versions: Versions, _ bootTime: Duration
) -> ClusterFacts {
  ClusterFacts(
    provider: "local", version: versions.kubernetes, etcdVersion: versions.etcd,
    machines: machines.map { PlannedMachine(name: $0.name, zone: $0.zone, components: $0.components) },
    zones: topology.zones.map(\.name), bootSeconds: bootTime.seconds)
}

extension IdentityFiles {
  var tls: TLSIdentity { TLSIdentity(authorityFile: authority, certificateFile: certificate, keyFile: key) }
}

/// Everything reached from the worker, which stands in every zone's network.
func clusterAccess(to topology: Topology) -> ClusterAccess {
  func urls(_ port: Int) -> [MachineName: String] {
    Dictionary(uniqueKeysWithValues: topology.controlPlanes.map { ($0.name, "https://\($0.address):\(port)") })
  }
  let folder = LocalLayout.identities
  // The last worker passes requests on to the first.
  let workload =
    topology.workers.count > 1 ? topology.workers.last.map { "http://\($0.address):\(Port.workloadBehind)" } : nil
  return ClusterAccess(
    api: "https://\(topology.entrance):\(Port.api)", etcd: "https://\(topology.entrance):\(Port.etcdClient)",
    apiByMachine: urls(Port.api), etcdByMachine: urls(Port.etcdClient), workload: workload,
    admin: IdentityFiles(
      authority: "\(folder)/ca.crt", certificate: "\(folder)/admin.crt", key: "\(folder)/admin.key"),
    etcdClient: IdentityFiles(
      authority: "\(folder)/etcd-ca.crt", certificate: "\(folder)/etcd-client.crt", key: "\(folder)/etcd-client.key"))
}
