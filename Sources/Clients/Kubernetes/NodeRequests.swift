public import Foundation

/// A worker machine as the API describes it.
public struct NodeSummary: Hashable, Sendable {
  public var name: String
  /// The label `topology.kubernetes.io/zone`; nil where it has none.
  public var zone: String?
  /// Whether its condition `Ready` is `True`. `Unknown`, the controllers' word for a node whose heartbeat is missing, is not.
  public var isReady: Bool
  /// When that condition last changed.
  public var readyChanged: Date?
  /// When it came into being; an object of the same name that was made anew has a later one.
  public var created: Date?
  /// Its pods' addresses, such as `10.244.1.0/24`; empty where no controller gives nodes any.
  public var podRanges: [String]
  /// The `/etc/machine-id` that its kubelet read when it started; nil where it told none.
  public var machineID: String?
  public var isControlPlane: Bool

  public init(
    name: String, zone: String? = nil, isReady: Bool, readyChanged: Date? = nil, created: Date? = nil,
    podRanges: [String] = [], machineID: String? = nil, isControlPlane: Bool = false
  ) {
    self.name = name
    self.zone = zone
    self.isReady = isReady
    self.readyChanged = readyChanged
    self.created = created
    self.podRanges = podRanges
    self.machineID = machineID
    self.isControlPlane = isControlPlane
  }
}

extension KubernetesClient {
  /// Every node, in the order of their names.
  ///
  /// After a restore the status is restored text too: only ``nodeHeartbeat(_:deadline:)`` tells that a kubelet lives.
  public func nodes(deadline: Duration) async throws(ClientError) -> [NodeSummary] {
    let list: NodeList = try await calls.call("GET", "/api/v1/nodes", deadline: deadline)
    return list.items.map(\.summary).sorted { $0.name < $1.name }
  }

  /// Gives the node a range of pod addresses, such as `10.244.1.0/24`; it can be given once.
  ///
  /// - Throws: ``ClientError/status(_:url:message:)`` with 404 where the node has not registered yet.
  public func assignPodAddresses(_ range: String, to node: String, deadline: Duration) async throws(ClientError) {
    let change = NodeChange(spec: .init(podCIDR: range, podCIDRs: [range]))
    _ = try await calls.raw(
      "PATCH", "/api/v1/nodes/\(node)", body: change, contentType: ConfigMapRequests.mergePatchType,
      deadline: deadline)
  }

  /// Asks for what a kubelet says of its storage drivers; until then it calls itself not ready ("CSINode is not yet
  /// initialized").
  ///
  /// - Throws: ``ClientError/status(_:url:message:)`` with 404 where it has said nothing yet.
  public func requireStorageDrivers(of node: String, deadline: Duration) async throws(ClientError) {
    _ = try await calls.raw("GET", "/apis/storage.k8s.io/v1/csinodes/\(node)", deadline: deadline)
  }

  /// When the node's kubelet last renewed its lease; nil where there is no such lease.
  public func nodeHeartbeat(_ name: String, deadline: Duration) async throws(ClientError) -> Date? {
    try await leaseRenewal(name, in: "kube-node-lease", deadline: deadline)
  }

  /// Removes the node; one that is gone already is fine. A kubelet that still lives does not register again by itself.
  public func deleteNode(_ name: String, deadline: Duration) async throws(ClientError) {
    do {
      _ = try await calls.raw("DELETE", "/api/v1/nodes/\(name)", deadline: deadline)
    } catch .status(404, _, _) {}
  }
}

private struct NodeChange: Encodable {
  struct Spec: Encodable {
    var podCIDR: String
    var podCIDRs: [String]
  }

  var spec: Spec
}

private struct NodeList: Decodable {
  var items: [Node]

  struct Node: Decodable {
    var metadata: ObjectMetadata
    var spec: Spec?
    var status: Status?

    var summary: NodeSummary {
      let ready = status?.conditions?.first { $0.type == "Ready" }
      return NodeSummary(
        name: metadata.name, zone: metadata.labels?["topology.kubernetes.io/zone"], isReady: ready?.status == "True",
        readyChanged: ready?.lastTransitionTime.flatMap(kubernetesTime),
        created: metadata.creationTimestamp.flatMap(kubernetesTime), podRanges: spec?.podCIDRs ?? [],
        machineID: status?.nodeInfo?.machineID,
        isControlPlane: ["control-plane", "master"].contains {
          metadata.labels?["node-role.kubernetes.io/\($0)"] != nil
        })
    }
  }

  struct Spec: Decodable {
    var podCIDRs: [String]?
  }

  struct Status: Decodable {
    var conditions: [Condition]?
    var nodeInfo: Info?
  }

  struct Info: Decodable {
    var machineID: String?
  }
}

/// What the API tells about any object.
struct ObjectMetadata: Decodable {
  var name: String
  var labels: [String: String]?
  var creationTimestamp: String?
  var deletionTimestamp: String?
}

struct Condition: Decodable {
  var type: String
  var status: String
  var lastTransitionTime: String?
}

/// Kubernetes' Time: RFC 3339 in whole seconds.
func kubernetesTime(_ text: String) -> Date? {
  try? Date(text, strategy: Date.ISO8601FormatStyle())
}
