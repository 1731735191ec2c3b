import Clients
import Foundation
import Model
import Providers
import Transport

/// A cluster that stands already, with what is needed to ask it about itself.
final class ClusterConnection: Sendable {
  private static let callLimit = Duration.seconds(10)
  private static let patience = Duration.seconds(20)

  let target: ClusterTarget
  let cluster: KubeadmCluster
  let api: KubernetesClient
  /// Whether its API did, and is the one that was meant.
  let hasAnswered: Bool
  private let clients: [HTTPClient]
  private let closing: @Sendable () async -> Void

  private init(
    _ target: ClusterTarget, _ cluster: KubeadmCluster, api: KubernetesClient, hasAnswered: Bool, clients: [HTTPClient],
    closing: @escaping @Sendable () async -> Void
  ) {
    self.target = target
    self.cluster = cluster
    self.api = api
    self.hasAnswered = hasAnswered
    self.clients = clients
    self.closing = closing
  }

  /// - Parameter folder: of this process, private; the cluster's identities are written there.
  /// - Throws: ``ProviderError``, also when another cluster stands under that name by now.
  static func open(
    _ target: ClusterTarget, folder: String, environment: [String: String], need: KubeadmCluster.Need = .answers
  ) async throws(ProviderError) -> ClusterConnection {
    try ProtectedFolder.make(folder)
    switch target.reference {
    case .local: throw .unsupported(what: "a connection to the embedded cluster", remedy: "name another with --cluster")
    case .kind(let name): return try await kind(name ?? "kind", target, folder, environment, need)
    case .hosts: return try await hosts(target, folder, environment, need)
    }
  }

  private static func kind(
    _ name: String, _ target: ClusterTarget, _ folder: String, _ environment: [String: String],
    _ need: KubeadmCluster.Need
  ) async throws(ProviderError) -> ClusterConnection {
    let host: DockerHost
    do { host = try DockerHost.find(in: environment) } catch {
      throw .missing(what: "a container engine", why: error.description, remedy: error.remedy)
    }
    let http = DockerClient.http(host)
    let cluster = try await KindCluster.connect(name, DockerClient(host, http: http), folder: folder, need: need)
    return try await make(target, cluster, [http], need) {}
  }

  private static func hosts(
    _ target: ClusterTarget, _ folder: String, _ environment: [String: String], _ need: KubeadmCluster.Need
  ) async throws(ProviderError) -> ClusterConnection {
    guard let inventory = target.inventory else {
      throw .system(doing: "connect to \(target.reference)", reason: "its inventory was not read")
    }
    let (cluster, closing) = try await HostsCluster.connect(
      inventory, drivers: PowerDrivers(environment: environment), folder: folder, need: need)
    return try await make(target, cluster, [], need, closing)
  }

  private static func make(
    _ target: ClusterTarget, _ cluster: KubeadmCluster, _ clients: [HTTPClient],
    _ need: KubeadmCluster.Need, _ closing: @escaping @Sendable () async -> Void
  ) async throws(ProviderError) -> ClusterConnection {
    let admin = cluster.access.admin
    let http = HTTPClient(
      HTTPClientConfiguration(
        tls: TLSIdentity(
          authorityFile: admin.authority, certificateFile: admin.certificate, keyFile: admin.key)))
    let api = KubernetesClient(endpoint: cluster.access.api, http: http)
    let clients = clients + [http]
    var target = target
    var hasAnswered = true
    do throws(ProviderError) {
      guard admin != .nobody else {
        throw .system(
          doing: "ask \(target.reference) which cluster it is", reason: "its control plane was not reached",
          remedy: ProviderError.lookAtTheAPI)
      }
      target.identity = try await identity(of: target, api, need)
    } catch {
      // Without its API nobody can say which cluster it is; its machines can be rid of what is marked as ours all the same.
      guard need == .machines, case .system = error else {
        await close(clients, closing)
        throw error
      }
      hasAnswered = false
    }
    return ClusterConnection(target, cluster, api: api, hasAnswered: hasAnswered, clients: clients, closing: closing)
  }

  private static func close(_ clients: [HTTPClient], _ closing: @Sendable () async -> Void) async {
    await closing()
    await offPool("connection-end") { for client in clients { client.shutdown() } }
  }

  static func identity(
    of target: ClusterTarget, _ api: KubernetesClient, _ need: KubeadmCluster.Need
  ) async throws(ProviderError) -> String {
    let identity: String
    do {
      // Whoever takes a fault out knows why nobody answers, and is in a hurry.
      identity = try await asking(for: need == .machines ? .zero : patience) { () async throws(ClientError) in
        try await api.systemNamespace(deadline: callLimit).uid
      }
    } catch {
      throw .system(
        doing: "ask \(target.reference) which cluster it is", reason: error.description,
        remedy: ProviderError.lookAtTheAPI)
    }
    guard target.identity == nil || target.identity == identity else {
      throw .usage(
        what: "\(target.reference) is another cluster by now: its kube-system namespace has another UID",
        remedy: "see which cluster is meant; nothing was touched")
    }
    return identity
  }

  func system() async throws(ClientError) -> SystemNamespace {
    try await asking(for: Self.patience) { () async throws(ClientError) in
      try await api.systemNamespace(deadline: Self.callLimit)
    }
  }

  func close() async { await Self.close(clients, closing) }
}
