public import Foundation
public import Transport

/// The few calls of the Kubernetes API that a drill needs, against one endpoint.
public struct KubernetesClient: Sendable {
  let calls: JSONCalls

  public init(endpoint: String, http: HTTPClient) {
    self.init(http: http) { endpoint }
  }

  /// - Parameter address: base URL of the service as it is now; asked for each request.
  public init(http: HTTPClient, at address: @escaping @Sendable () -> String) {
    calls = JSONCalls(address: address, http: http)
  }

  public func isReady(deadline: Duration) async -> Bool {
    (try? await calls.raw("GET", "/readyz", deadline: deadline)) != nil
  }

  /// Creates the namespace; one that is there already is fine.
  public func createNamespace(_ name: String, deadline: Duration) async throws(ClientError) {
    let body = Named(kind: "Namespace", metadata: Metadata(name: name))
    do {
      _ = try await calls.raw("POST", "/api/v1/namespaces", body: body, deadline: deadline)
    } catch .status(409, _, _) {}
  }

  public func deleteNamespace(_ name: String, deadline: Duration) async throws(ClientError) {
    _ = try await calls.raw("DELETE", "/api/v1/namespaces/\(name)", deadline: deadline)
  }

  /// The controller manager makes this in every namespace; that it is there proves that a controller acted.
  public func hasDefaultServiceAccount(in namespace: String, deadline: Duration) async -> Bool {
    let path = "/api/v1/namespaces/\(namespace)/serviceaccounts/default"
    return (try? await calls.raw("GET", path, deadline: deadline)) != nil
  }

  /// - Returns: the object's new resource version.
  @discardableResult
  public func createConfigMap(
    _ name: String, in namespace: String, data: [String: String] = [:], deadline: Duration
  ) async throws(ClientError) -> String {
    let body = ConfigMap(metadata: Metadata(name: name), data: data)
    let answer: ConfigMap = try await calls.call("POST", configMaps(namespace), body: body, deadline: deadline)
    return answer.metadata.resourceVersion ?? ""
  }

  /// Creates the config map; one that is there already is fine.
  public func ensureConfigMap(_ name: String, in namespace: String, deadline: Duration) async throws(ClientError) {
    do {
      try await createConfigMap(name, in: namespace, deadline: deadline)
    } catch .status(409, _, _) {}
  }

  /// Names of every config map of the namespace, read page by page from etcd itself, not from a cache.
  public func configMapNames(in namespace: String, deadline: Duration) async throws(ClientError) -> Set<String> {
    var names: Set<String> = []
    var next: String?
    repeat {
      let from =
        next.map { "&continue=" + ($0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "") } ?? ""
      let page: ConfigMapList = try await calls.call(
        "GET", "\(configMaps(namespace))?limit=1000\(from)", deadline: deadline)
      names.formUnion(page.items.map(\.metadata.name))
      next = page.metadata.continue.flatMap { $0.isEmpty ? nil : $0 }
    } while next != nil
    return names
  }

  /// When the lease was last renewed, as its holder wrote it; nil where there is no such lease.
  public func leaseRenewal(
    _ name: String, in namespace: String = "kube-system", deadline: Duration
  ) async throws(ClientError) -> Date? {
    let lease: Lease
    do {
      lease = try await calls.call("GET", leases(namespace) + "/\(name)", deadline: deadline)
    } catch .status(404, _, _) {
      return nil
    }
    return lease.spec.renewTime.flatMap(microTime)
  }

  /// Removes a lease whose holder is known to be gone, so that the next holder need not wait for it to run out.
  public func deleteLease(_ name: String, deadline: Duration) async throws(ClientError) {
    do {
      _ = try await calls.raw("DELETE", leases("kube-system") + "/\(name)", deadline: deadline)
    } catch .status(404, _, _) {}
  }

  /// Config-map events of the namespace from now on, one JSON text each.
  ///
  /// - Parameter revision: begins right after it, where given.
  public func watchConfigMaps(
    in namespace: String, from revision: String? = nil, lifetime: Duration
  ) async throws(ClientError) -> HTTPStream {
    let start = revision.map { "&resourceVersion=\($0)" } ?? ""
    let url = calls.base + configMaps(namespace) + "?watch=true" + start
    do {
      return try await calls.http.stream(HTTPRequest("GET", url, deadline: lifetime), lifetime: lifetime)
    } catch {
      throw .transport(error)
    }
  }

  private func leases(_ namespace: String) -> String { "/apis/coordination.k8s.io/v1/namespaces/\(namespace)/leases" }

  private func configMaps(_ namespace: String) -> String {
    "/api/v1/namespaces/\(namespace)/configmaps"
  }

  /// Kubernetes' MicroTime: RFC 3339 with six digits of a second.
  private func microTime(_ text: String) -> Date? {
    try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}

struct Metadata: Codable {
  var name: String
  var resourceVersion: String?
}

struct Named: Codable {
  var apiVersion = "v1"
  var kind: String
  var metadata: Metadata
}

struct ConfigMap: Codable {
  var apiVersion: String? = "v1"
  var kind: String? = "ConfigMap"
  var metadata: Metadata
  var data: [String: String]?
}

struct ConfigMapList: Decodable {
  struct ListMetadata: Decodable {
    var `continue`: String?
  }

  var metadata: ListMetadata
  var items: [ConfigMap]
}

struct Lease: Decodable {
  struct Spec: Decodable {
    var renewTime: String?
  }

  var spec: Spec
}
