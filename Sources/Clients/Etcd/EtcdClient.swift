import Foundation
public import Transport

/// etcd's v3 API through its JSON gateway, one endpoint.
///
/// - Source: etcd documentation, "gRPC gateway" <https://etcd.io/docs/latest/dev-guide/api_grpc_gateway/>; 64-bit
///   numbers come as strings, keys and values are base64.
public struct EtcdClient: Sendable {
  let calls: JSONCalls

  public init(endpoint: String, http: HTTPClient) {
    calls = JSONCalls(base: endpoint, http: http)
  }

  public struct Status: Hashable, Sendable {
    public var version: String
    public var clusterID: String
    public var memberID: String
    /// ID of the leader; nil while there is none.
    public var leaderID: String?
    public var revision: Int64

    public var isLeader: Bool { leaderID == memberID }
  }

  public func status(deadline: Duration) async throws(ClientError) -> Status {
    let answer: StatusAnswer = try await calls.call("POST", "/v3/maintenance/status", body: Empty(), deadline: deadline)
    return Status(
      version: answer.version, clusterID: answer.header.clusterID, memberID: answer.header.memberID,
      leaderID: answer.leader == "0" ? nil : answer.leader, revision: answer.header.revision.flatMap { Int64($0) } ?? 0)
  }

  /// True once the member has a leader and can commit.
  public func isHealthy(deadline: Duration) async -> Bool {
    let answer: HealthAnswer? = try? await calls.call("GET", "/health", deadline: deadline)
    return answer?.health == "true"
  }

  private struct Empty: Encodable {}

  private struct HealthAnswer: Decodable {
    let health: String
  }

  private struct StatusAnswer: Decodable {
    struct Header: Decodable {
      let clusterID: String
      let memberID: String
      let revision: String?

      private enum CodingKeys: String, CodingKey {
        case clusterID = "cluster_id"
        case memberID = "member_id"
        case revision
      }
    }

    let header: Header
    let version: String
    let leader: String?
  }
}

/// What a write probe sends to etcd's gateway.
public enum EtcdRequests {
  public static let putPath = "/v3/kv/put"

  /// - Parameters: plain text, made base64 here.
  public static func put(key: String, value: String) -> [UInt8] {
    let key = Data(key.utf8).base64EncodedString()
    let value = Data(value.utf8).base64EncodedString()
    return Array(#"{"key":"\#(key)","value":"\#(value)"}"#.utf8)
  }
}
