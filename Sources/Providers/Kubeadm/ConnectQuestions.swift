import Clients
import Model
import Transport

/// What a cluster is asked once when it is connected to.
struct ConnectQuestions: Sendable {
  /// Of one answer.
  private let limit: Duration
  /// For how long a question is put again.
  private let patience: Duration
  private let provider: String
  private let api: KubernetesClient
  private let etcd: EtcdClient
  private let clients: [HTTPClient]

  init(access: ClusterAccess, provider: String, need: KubeadmCluster.Need) {
    // Whoever takes a fault out knows why nobody answers, and is in a hurry.
    limit = need == .machines ? .seconds(2) : .seconds(5)
    patience = need == .machines ? .zero : .seconds(10)
    let admin = HTTPClient(HTTPClientConfiguration(tls: access.admin.tls))
    let member = HTTPClient(HTTPClientConfiguration(tls: access.etcdClient.tls))
    self.provider = provider
    api = KubernetesClient(endpoint: access.api, http: admin)
    etcd = EtcdClient(endpoint: access.etcd, http: member)
    clients = [admin, member]
  }

  func close() { for client in clients { client.shutdown() } }

  func version() async throws(ProviderError) -> String {
    try await ask { () async throws(ClientError) in try await api.serverVersion(deadline: limit) }
  }

  func etcdVersion() async throws(ProviderError) -> String {
    try await ask("see that etcd's client port is reached from here, 2379 on each control plane") {
      () async throws(ClientError) in try await etcd.status(deadline: limit).version
    }
  }

  /// By name.
  ///
  /// - Throws: ``ProviderError`` where the API knows no Node of a machine's name, or a control plane that is none of the machines:
  ///   quorum and restores would be reckoned without it.
  func nodes(of machines: [KubeadmNode]) async throws(ProviderError) -> [String: NodeSummary] {
    let nodes = try await ask { () async throws(ClientError) in try await api.nodes(deadline: limit) }
    let known = Set(nodes.map(\.name))
    let unknown = machines.map(\.hostName).filter { !known.contains($0) }
    guard unknown.isEmpty else {
      throw .usage(
        what: "\(provider) has no Node named \(unknown.joined(separator: ", "))",
        remedy: known.isEmpty
          ? "it knows no Node at all: see that its data is there"
          : "name machines as the cluster names its Nodes: " + known.sorted().joined(separator: ", "))
    }
    let named = Set(machines.map(\.hostName))
    let leftOut = nodes.filter { $0.isControlPlane && !named.contains($0.name) }.map(\.name)
    guard leftOut.isEmpty else {
      throw .usage(
        what: "\(provider) has the control plane \(leftOut.joined(separator: ", ")), which is not among the machines",
        remedy: "name every control plane, so that quorum is reckoned with all of them")
    }
    return nodes.reduce(into: [:]) { $0[$1.name] = $1 }
  }

  private func ask<Answer>(
    _ remedy: String = ProviderError.lookAtTheAPI,
    _ question: () async throws(ClientError) -> Answer
  ) async throws(ProviderError) -> Answer {
    do {
      return try await asking(for: patience, question)
    } catch {
      throw .system(
        doing: "connect to \(provider)", reason: error.description, remedy: remedy)
    }
  }
}
