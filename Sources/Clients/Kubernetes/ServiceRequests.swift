/// A way to a Deployment's pods from outside the cluster.
extension KubernetesClient {
  /// Makes a Service of type NodePort for the pods with the label `app: NAME`; one that is there already is fine.
  ///
  /// - Returns: the port at which every node passes requests on.
  public func ensureNodePort(
    _ name: String, in namespace: String, to port: Int, deadline: Duration
  ) async throws(ClientError) -> Int {
    let path = "/api/v1/namespaces/\(namespace)/services"
    let wanted = ServiceObject(
      metadata: Metadata(name: name),
      spec: .init(
        type: "NodePort", selector: ["app": name], ports: [.init(port: port, targetPort: port, nodePort: nil)]))
    let service: ServiceObject
    do {
      service = try await calls.call("POST", path, body: wanted, deadline: deadline)
    } catch .status(409, _, _) {
      service = try await calls.call("GET", "\(path)/\(name)", deadline: deadline)
    }
    guard let found = service.spec.ports.first?.nodePort else {
      throw .unreadable(url: calls.base + path, reason: "the service \(name) has no node port")
    }
    return found
  }

  /// The names of all namespaces, also of those on their way out.
  public func namespaceNames(deadline: Duration) async throws(ClientError) -> [String] {
    let list: NamespaceList = try await calls.call("GET", "/api/v1/namespaces", deadline: deadline)
    return list.items.map(\.metadata.name)
  }

  /// Whether the namespace is there, be it on its way out.
  public func hasNamespace(_ name: String, deadline: Duration) async throws(ClientError) -> Bool {
    do {
      _ = try await calls.raw("GET", "/api/v1/namespaces/\(name)", deadline: deadline)
      return true
    } catch .status(404, _, _) {
      return false
    }
  }
}

private struct NamespaceList: Decodable {
  struct Item: Decodable {
    var metadata: ObjectMetadata
  }

  var items: [Item]
}

private struct ServiceObject: Codable {
  struct Spec: Codable {
    var type: String
    var selector: [String: String]?
    var ports: [Port]
  }

  struct Port: Codable {
    var port: Int
    var targetPort: Int
    var nodePort: Int?
  }

  var apiVersion = "v1"
  var kind = "Service"
  var metadata: Metadata
  var spec: Spec
}
