import Clients
import Model

/// A Deployment that stands for the users' own: whether its replicas are in their place tells that scheduling, eviction
/// and the nodes work again. It runs no code of its own where the provider's runtime only pretends.
struct Canary: Sendable {
  static let namespace = "firedrill-canary"
  static let name = "canary"
  /// Short, since the default of 300 s would only make every drill five minutes longer; the mechanism is the same.
  static let tolerationSeconds = 2
  private static let deadline = Duration.seconds(5)

  let api: KubernetesClient
  let workers: Int

  var replicas: Int { 2 * workers }

  /// Creates the Deployment; one that is there already is fine. Needs the controller manager for nothing but its pods.
  func make() async throws(ClientError) {
    try await api.createNamespace(Self.namespace, deadline: Self.deadline)
    try await api.ensureDeployment(
      SpreadDeployment(name: Self.name, replicas: replicas, tolerationSeconds: Self.tolerationSeconds),
      in: Self.namespace, deadline: Self.deadline)
  }

  /// How nodes and replicas stand now.
  func standing() async throws(ClientError) -> CanaryStanding {
    let nodes = try await api.nodes(deadline: Self.deadline)
    let pods = try await api.pods(of: Self.name, in: Self.namespace, deadline: Self.deadline)
    return CanaryStanding(nodes: nodes, pods: pods, workers: workers, replicas: replicas)
  }
}

/// How many of the workers are Ready, and how many replicas are ready on those.
struct CanaryStanding: Hashable, Sendable, CustomStringConvertible {
  var workers: Int
  var replicas: Int
  var readyNodes: [String]
  var readyReplicas: Int

  init(nodes: [NodeSummary], pods: [PodSummary], workers: Int, replicas: Int) {
    self.workers = workers
    self.replicas = replicas
    let ready = Set(nodes.filter(\.isReady).map(\.name))
    readyNodes = ready.sorted()
    readyReplicas =
      pods.filter { pod in
        // A pod keeps its last status on a node that nobody hears from any more: the node has to be Ready as well.
        pod.isReady && !pod.isTerminating && (pod.node.map(ready.contains) ?? false)
      }.count
  }

  /// Every worker Ready and every replica in its place.
  var isWhole: Bool { readyNodes.count >= workers && isRescheduled }

  /// Every replica in its place, on however many workers are left.
  var isRescheduled: Bool { readyReplicas >= replicas }

  var description: String {
    "\(readyNodes.count) of \(workers) nodes Ready, \(readyReplicas) of \(replicas) canary replicas ready on them"
  }
}
