import Clients
import Foundation
import Model
import Providers

/// A Deployment that stands for the users' own: whether its replicas are in their place tells that scheduling, eviction
/// and the nodes work again. It runs no code of its own where the provider's runtime only pretends.
struct Canary: Sendable {
  static let namespace = "firedrill-canary"
  static let name = "canary"
  /// Short, since the default of 300 s would only make every drill five minutes longer; the mechanism is the same.
  static let tolerationSeconds = 2
  private static let deadline = Duration.seconds(5)

  let api: KubernetesClient
  /// The names of the workers' nodes.
  let workers: [String]
  let program: PodProgram

  init(api: KubernetesClient, workers: [any Machine], pods: PodRuntime) {
    self.api = api
    self.workers = workers.map(\.nodeName)
    program =
      switch pods {
      case .pretended: .pause
      case .real(let image): .web(image: image)
      }
  }

  var replicas: Int { 2 * workers.count }

  /// Creates the Deployment; one that is there already is fine. Needs the controller manager for nothing but its pods.
  ///
  /// - Returns: the port of every node at which its pods answer; nil where they do nothing.
  func make() async throws(ClientError) -> Int? {
    try await api.createNamespace(Self.namespace, deadline: Self.deadline)
    try await api.ensureDeployment(
      SpreadDeployment(
        name: Self.name, replicas: replicas, tolerationSeconds: Self.tolerationSeconds, program: program,
        nodes: program == .pause ? [] : workers),
      in: Self.namespace, deadline: Self.deadline)
    guard case .web = program else { return nil }
    return try await api.ensureNodePort(Self.name, in: Self.namespace, to: PodProgram.port, deadline: Self.deadline)
  }

  /// How nodes and replicas stand now. A node whose kubelet has not been heard from after `since` counts for nothing,
  /// whatever its status says: that is restored text after a restore, and out of date until the node's grace has run out.
  func standing(since: Date) async throws(ClientError) -> CanaryStanding {
    let nodes = try await api.nodes(deadline: Self.deadline).filter { workers.contains($0.name) }
    var heard: Set<String> = []
    for node in nodes where node.isReady {
      let heartbeat = try await api.nodeHeartbeat(node.name, deadline: Self.deadline)
      if let heartbeat, heartbeat > since { heard.insert(node.name) }
    }
    let pods = try await api.pods(of: Self.name, in: Self.namespace, deadline: Self.deadline)
    return CanaryStanding(nodes: nodes, heard: heard, pods: pods, workers: workers.count, replicas: replicas)
  }
}

/// How many of the workers are Ready by their kubelets' own word, and how many replicas are ready on those.
struct CanaryStanding: Hashable, Sendable, CustomStringConvertible {
  var workers: Int
  var replicas: Int
  var readyNodes: [String]
  var readyReplicas: Int

  /// - Parameter heard: the nodes whose kubelets gave a sign of life.
  init(nodes: [NodeSummary], heard: Set<String>, pods: [PodSummary], workers: Int, replicas: Int) {
    self.workers = workers
    self.replicas = replicas
    let ready = Set(nodes.filter { $0.isReady && heard.contains($0.name) }.map(\.name))
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
    "\(readyNodes.count) of \(workers) nodes Ready and heard from, \(readyReplicas) of \(replicas) canary replicas ready on them"
  }
}
