public import Foundation

/// What a harness asks to see whether a cluster is whole. Nothing here changes anything.
extension KubernetesClient {
  public struct LeaseState: Hashable, Sendable {
    public var holder: String
    public var acquired: Date
    public var renewed: Date
  }

  /// A lease of `kube-system`, such as a leader's.
  ///
  /// - Returns: nil where there is none, or nobody holds it.
  public func lease(_ name: String, deadline: Duration) async throws(ClientError) -> LeaseState? {
    let path = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/\(name)"
    let answer: HeldLease
    do {
      answer = try await calls.call("GET", path, deadline: deadline)
    } catch .status(404, _, _) {
      return nil
    }
    guard let holder = answer.spec.holderIdentity, !holder.isEmpty, let acquired = date(answer.spec.acquireTime),
      let renewed = date(answer.spec.renewTime)
    else { return nil }
    return LeaseState(holder: holder, acquired: acquired, renewed: renewed)
  }

  /// Every node with whether it is Ready.
  public func nodeReadiness(deadline: Duration) async throws(ClientError) -> [String: Bool] {
    // From the apiserver's cache: it is asked often, and etcd need not be.
    let answer: Nodes = try await calls.call("GET", "/api/v1/nodes?resourceVersion=0", deadline: deadline)
    return Dictionary(
      answer.items.map { node in
        let isReady = node.status?.conditions?.contains { $0.type == "Ready" && $0.status == "True" } ?? false
        return (node.metadata.name, isReady)
      }
    ) { first, _ in first }
  }

  private func date(_ text: String?) -> Date? {
    text.flatMap { try? Date($0, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
  }

  private struct HeldLease: Decodable {
    struct Spec: Decodable {
      let holderIdentity: String?
      let acquireTime: String?
      let renewTime: String?
    }

    let spec: Spec
  }

  private struct Nodes: Decodable {
    struct Node: Decodable {
      struct Status: Decodable {
        let conditions: [Condition]?
      }

      struct Condition: Decodable {
        let type: String
        let status: String
      }

      let metadata: Metadata
      let status: Status?
    }

    let items: [Node]
  }
}
