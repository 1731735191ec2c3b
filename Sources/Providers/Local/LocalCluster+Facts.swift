import Model
import Transport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Asks the running servers for their versions: exact, and cheaper than starting their binaries once more.
func clusterFacts(
  _ topology: Topology, _ machines: [LocalMachine], _ access: ClusterAccess, _ bootTime: Duration, _ http: HTTPClient
) async throws(ProviderError) -> ClusterFacts {
  let etcd = HTTPClient(HTTPClientConfiguration(tls: access.etcdClient.tls))
  defer { etcd.shutdown() }
  let kubernetes: KubernetesVersion = try await ask(access.api + "/version", http)
  let store: EtcdVersion = try await ask(access.etcd + "/version", etcd)
  return ClusterFacts(
    provider: "local", version: kubernetes.gitVersion, etcdVersion: store.etcdserver,
    machines: machines.map { PlannedMachine(name: $0.name, zone: $0.zone, components: $0.components) },
    zones: topology.zones.map(\.name), bootSeconds: bootTime.seconds)
}

private struct KubernetesVersion: Decodable, Sendable {
  var gitVersion: String
}

private struct EtcdVersion: Decodable, Sendable {
  var etcdserver: String
}

private func ask<Answer: Decodable & Sendable>(
  _ url: String, _ http: HTTPClient
) async throws(ProviderError) -> Answer {
  try await poll("\(url)", every: .milliseconds(50), within: .seconds(10)) { () -> PollAnswer<Answer> in
    do {
      let answer = try await http.send(HTTPRequest("GET", url, deadline: .seconds(2)))
      guard answer.status == 200 else { return .waiting("HTTP \(answer.status)") }
      return .ready(try JSONDecoder().decode(Answer.self, from: Data(answer.body)))
    } catch {
      return .waiting("\(error)")
    }
  }
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
  return ClusterAccess(
    api: "https://\(topology.entrance):\(Port.api)", etcd: "https://\(topology.entrance):\(Port.etcdClient)",
    apiByMachine: urls(Port.api), etcdByMachine: urls(Port.etcdClient),
    admin: IdentityFiles(
      authority: "\(folder)/ca.crt", certificate: "\(folder)/admin.crt", key: "\(folder)/admin.key"),
    etcdClient: IdentityFiles(
      authority: "\(folder)/etcd-ca.crt", certificate: "\(folder)/etcd-client.crt", key: "\(folder)/etcd-client.key"))
}
