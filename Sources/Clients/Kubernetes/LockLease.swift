public import Foundation

/// A lease that tells everybody who is at work on a cluster.
///
/// - Source: Kubernetes, "Leases" <https://kubernetes.io/docs/concepts/architecture/leases/>
public struct LockLease: Hashable, Sendable {
  public var holder: String
  public var renewed: Date
  public var seconds: Int
  /// Of the object: a change under another one is refused.
  var version: String?

  public var expires: Date { renewed.addingTimeInterval(TimeInterval(seconds)) }

  public init(holder: String, renewed: Date, seconds: Int) {
    self.holder = holder
    self.renewed = renewed
    self.seconds = seconds
  }
}

extension KubernetesClient {
  private static let namespace = "kube-system"

  /// - Returns: nil where there is none.
  public func lock(_ name: String, deadline: Duration) async throws(ClientError) -> LockLease? {
    do {
      let found: LockObject = try await calls.call("GET", path + "/\(name)", deadline: deadline)
      return found.lease
    } catch .status(404, _, _) {
      return nil
    }
  }

  /// Takes a lock that nobody holds, or that `former` held; or renews one's own.
  ///
  /// - Parameter former: as it was read.
  /// - Returns: false when somebody else was quicker.
  public func take(
    _ name: String, _ lease: LockLease, after former: LockLease?, deadline: Duration
  ) async throws(ClientError) -> Bool {
    var object = LockObject(name, lease)
    object.metadata.resourceVersion = former?.version
    do {
      if former == nil {
        _ = try await calls.raw("POST", path, body: object, deadline: deadline)
      } else {
        _ = try await calls.raw("PUT", path + "/\(name)", body: object, deadline: deadline)
      }
      return true
    } catch .status(409, _, _) {
      return false
    }
  }

  private var path: String { "/apis/coordination.k8s.io/v1/namespaces/\(Self.namespace)/leases" }
}

private struct LockObject: Codable {
  struct Spec: Codable {
    var holderIdentity: String?
    var leaseDurationSeconds: Int?
    var acquireTime: String?
    var renewTime: String?
  }

  var apiVersion = "coordination.k8s.io/v1"
  var kind = "Lease"
  var metadata: Metadata
  var spec: Spec

  init(_ name: String, _ lease: LockLease) {
    metadata = Metadata(name: name)
    let now = microTimeText(lease.renewed)
    spec = Spec(
      holderIdentity: lease.holder, leaseDurationSeconds: lease.seconds, acquireTime: now, renewTime: now)
  }

  /// One that was released, or written by somebody else in another way, has run out.
  var lease: LockLease {
    let renewed = spec.renewTime.flatMap { try? Self.microTime.parse($0) } ?? .distantPast
    var lease = LockLease(
      holder: spec.holderIdentity ?? "", renewed: renewed, seconds: spec.leaseDurationSeconds ?? 0)
    lease.version = metadata.resourceVersion
    return lease
  }

  private static let microTime = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}

/// Kubernetes' MicroTime: exactly six digits of a second, or the API refuses the whole object. Foundation's style writes three.
///
/// - Source: Kubernetes, `staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/micro_time.go`, `RFC3339Micro`
func microTimeText(_ date: Date) -> String {
  let microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded(.down))
  let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
  let whole = Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(Date.ISO8601FormatStyle())
  return "\(whole.dropLast()).\(String(format: "%06lld", fraction))Z"
}

/// What the `kube-system` namespace tells about its cluster.
public struct SystemNamespace: Hashable, Sendable {
  /// Another cluster of the same name has another one.
  public var uid: String
  public var labels: [String: String]
}

extension KubernetesClient {
  public func systemNamespace(deadline: Duration) async throws(ClientError) -> SystemNamespace {
    let found: IdentifiedObject = try await calls.call("GET", "/api/v1/namespaces/kube-system", deadline: deadline)
    return SystemNamespace(uid: found.metadata.uid, labels: found.metadata.labels ?? [:])
  }

  /// - Returns: nil where there is no such config map.
  public func configMapData(
    _ name: String, in namespace: String, deadline: Duration
  ) async throws(ClientError) -> [String: String]? {
    do {
      let found: ConfigMap = try await calls.call(
        "GET", "/api/v1/namespaces/\(namespace)/configmaps/\(name)", deadline: deadline)
      return found.data ?? [:]
    } catch .status(404, _, _) {
      return nil
    }
  }

  private struct IdentifiedObject: Decodable {
    struct Metadata: Decodable {
      let uid: String
      let labels: [String: String]?
    }

    let metadata: Metadata
  }
}
