import Clients
import Model
import Probes
import Providers
import Recovery

/// The namespaces that a drill fills. A cluster that is made for the drill takes them along; elsewhere they are removed.
struct HarnessNamespaces: Sendable {
  private static let all = [
    ProbeObjects.namespace, Canary.namespace, Ledger.namespace, FreshnessProver.namespace,
  ]
  private static let callLimit = Duration.seconds(5)
  private static let patience = Duration.seconds(1)
  /// What the controller manager may take to empty one.
  private static let removal = Duration.seconds(90)

  let api: KubernetesClient

  /// What an earlier drill left would be taken for this one's.
  ///
  /// - Throws: ``RecoveryError`` when one of them stays.
  func clear() async throws {
    await remove()
    let end = MonotonicTime.now() + Self.removal
    var left = Self.all
    while !left.isEmpty {
      var present: [String] = []
      for name in left
      where try await asking(
        for: Self.callLimit,
        { () async throws(ClientError) in
          try await api.hasNamespace(name, deadline: Self.callLimit)
        })
      { present.append(name) }
      left = present
      guard !left.isEmpty else { return }
      guard MonotonicTime.now() < end else {
        throw RecoveryError.notReady(
          what: "the removal of an earlier drill's namespaces", waited: Self.removal,
          lastSeen: "still there: " + left.joined(separator: ", "))
      }
      try await Task.sleep(for: .milliseconds(500))
    }
  }

  /// Does not wait for their end.
  ///
  /// - Returns: those that stay: an API that does not answer keeps them.
  @discardableResult
  func remove() async -> [String] {
    let known = try? await asking(for: Self.patience) { () async throws(ClientError) in
      try await api.namespaceNames(deadline: Self.callLimit)
    }
    let proofs = (known ?? []).filter { $0.hasPrefix(FreshnessProver.canaryPrefix) }
    var left = known == nil ? [FreshnessProver.canaryPrefix + "…"] : []
    for name in Self.all + proofs where await !isRemoved(name) { left.append(name) }
    return left
  }

  private func isRemoved(_ name: String) async -> Bool {
    do throws(ClientError) {
      try await asking(for: Self.patience) { () async throws(ClientError) in
        try await api.deleteNamespace(name, deadline: Self.callLimit)
      }
      return true
    } catch {
      // It is not there, or on its way out.
      if case .status(404, _, _) = error { return true }
      if case .status(409, _, _) = error { return true }
      return false
    }
  }
}
