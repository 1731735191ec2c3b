public import Foundation

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
}

extension KubernetesClient {
  /// Of kube-apiserver, such as `v1.31.2`.
  public func serverVersion(deadline: Duration) async throws(ClientError) -> String {
    let answer: ServerVersion = try await calls.call("GET", "/version", deadline: deadline)
    return answer.gitVersion
  }

  private struct ServerVersion: Decodable {
    let gitVersion: String
  }
}
