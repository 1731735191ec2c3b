/// What the pods of a ``SpreadDeployment`` run.
public enum PodProgram: Hashable, Sendable {
  /// Nothing; also where a node's runtime only pretends.
  case pause
  /// Answers HTTP requests with "ok", out of an image with a shell and busybox' httpd.
  case web(image: String)

  /// On which the web server listens.
  public static let port = 8080
}

/// A Deployment of small pods, spread over the zones and quick to leave a node that is lost.
public struct SpreadDeployment: Hashable, Sendable {
  public var name: String
  public var replicas: Int
  /// Seconds that a pod stays on a node that is NotReady or unreachable; Kubernetes' own default is 300.
  public var tolerationSeconds: Int
  public var program: PodProgram
  /// The only nodes that may get its pods; empty: any.
  public var nodes: [String]

  public init(
    name: String, replicas: Int, tolerationSeconds: Int, program: PodProgram = .pause, nodes: [String] = []
  ) {
    self.program = program
    self.nodes = nodes
    self.name = name
    self.replicas = replicas
    self.tolerationSeconds = tolerationSeconds
  }
}

public struct DeploymentSummary: Hashable, Sendable {
  public var replicas: Int
  public var readyReplicas: Int
}

public struct PodSummary: Hashable, Sendable {
  public var name: String
  /// nil as long as no node was found for it.
  public var node: String?
  /// `Pending`, `Running`, …
  public var phase: String
  public var isReady: Bool
  /// Whether it was told to go; on a node that is lost it stays listed for as long as the node does.
  public var isTerminating: Bool

  public init(name: String, node: String?, phase: String, isReady: Bool, isTerminating: Bool) {
    self.name = name
    self.node = node
    self.phase = phase
    self.isReady = isReady
    self.isTerminating = isTerminating
  }
}

extension KubernetesClient {
  /// Creates the Deployment; one that is there already is fine.
  public func ensureDeployment(
    _ deployment: SpreadDeployment, in namespace: String, deadline: Duration
  ) async throws(ClientError) {
    do {
      _ = try await calls.raw("POST", deployments(namespace), body: deployment.manifest, deadline: deadline)
    } catch .status(409, _, _) {}
  }

  /// - Returns: nil where there is no such Deployment.
  public func deployment(
    _ name: String, in namespace: String, deadline: Duration
  ) async throws(ClientError) -> DeploymentSummary? {
    do {
      let found: Deployment = try await calls.call("GET", "\(deployments(namespace))/\(name)", deadline: deadline)
      return DeploymentSummary(replicas: found.spec.replicas ?? 0, readyReplicas: found.status?.readyReplicas ?? 0)
    } catch .status(404, _, _) {
      return nil
    }
  }

  /// The pods of a ``SpreadDeployment``, those that are on their way out among them.
  public func pods(
    of deployment: String, in namespace: String, deadline: Duration
  ) async throws(ClientError) -> [PodSummary] {
    let path = "/api/v1/namespaces/\(namespace)/pods?labelSelector=app%3D\(deployment)"
    let list: PodList = try await calls.call("GET", path, deadline: deadline)
    return list.items.map(\.summary)
  }

  private func deployments(_ namespace: String) -> String { "/apis/apps/v1/namespaces/\(namespace)/deployments" }
}

private struct Deployment: Decodable {
  struct Spec: Decodable {
    var replicas: Int?
  }

  struct Status: Decodable {
    var readyReplicas: Int?
  }

  var spec: Spec
  var status: Status?
}

private struct PodList: Decodable {
  var items: [Pod]

  struct Pod: Decodable {
    var metadata: ObjectMetadata
    var spec: Spec
    var status: Status?

    var summary: PodSummary {
      PodSummary(
        name: metadata.name, node: spec.nodeName, phase: status?.phase ?? "Pending",
        isReady: status?.conditions?.first { $0.type == "Ready" }?.status == "True",
        isTerminating: metadata.deletionTimestamp != nil)
    }
  }

  struct Spec: Decodable {
    var nodeName: String?
  }

  struct Status: Decodable {
    var phase: String?
    var conditions: [Condition]?
  }
}
