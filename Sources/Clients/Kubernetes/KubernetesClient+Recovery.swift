import Transport

/// What a recovery asks beyond what a drill does.
extension KubernetesClient {
  /// Why the apiserver is not ready; nil when it is.
  public func problem(deadline: Duration) async -> String? {
    do throws(ClientError) {
      _ = try await calls.raw("GET", "/readyz", deadline: deadline)
      return nil
    } catch {
      return error.description
    }
  }

  /// Removes the config map; one that is gone already is fine.
  public func deleteConfigMap(_ name: String, in namespace: String, deadline: Duration) async throws(ClientError) {
    do {
      _ = try await calls.raw("DELETE", "/api/v1/namespaces/\(namespace)/configmaps/\(name)", deadline: deadline)
    } catch .status(404, _, _) {}
  }

  /// Names of every Node that the API knows, whether a machine stands behind it or not.
  public func registeredNodes(deadline: Duration) async throws(ClientError) -> [String] {
    let list: ConfigMapList = try await calls.call("GET", "/api/v1/nodes", deadline: deadline)
    return list.items.map(\.metadata.name).sorted()
  }

  /// Removes a Node; one that is gone already is fine.
  public func removeNode(_ name: String, deadline: Duration) async throws(ClientError) {
    do {
      _ = try await calls.raw("DELETE", "/api/v1/nodes/\(name)", deadline: deadline)
    } catch .status(404, _, _) {}
  }
}
