import Foundation
public import Transport

/// etcd's v3 API through its JSON gateway, one endpoint.
///
/// - Source: etcd documentation, "gRPC gateway" <https://etcd.io/docs/latest/dev-guide/api_grpc_gateway/>; 64-bit
///   numbers come as strings, keys and values are base64.
public struct EtcdClient: Sendable {
  let calls: JSONCalls

  public init(endpoint: String, http: HTTPClient) {
    self.init(http: http) { endpoint }
  }

  /// - Parameter address: base URL of the service as it is now; asked for each request.
  public init(http: HTTPClient, at address: @escaping @Sendable () -> String) {
    calls = JSONCalls(address: address, http: http)
  }

  public struct Status: Hashable, Sendable {
    public var version: String
    public var clusterID: String
    public var memberID: String
    /// ID of the leader; nil while there is none.
    public var leaderID: String?
    public var revision: Int64
    public var raftTerm: UInt64
    /// The highest entry that it knows to be committed.
    public var raftIndex: UInt64
    /// The highest entry that its database holds.
    public var raftAppliedIndex: UInt64
    public var dbSizeBytes: Int64
    /// What a defragmentation would leave of it.
    public var dbSizeInUseBytes: Int64

    public var isLeader: Bool { leaderID == memberID }
  }

  /// The member's own view; it needs no quorum.
  public func status(deadline: Duration) async throws(ClientError) -> Status {
    let answer: StatusAnswer = try await post("maintenance/status", EtcdEmpty(), deadline)
    return Status(
      version: answer.version, clusterID: answer.header.clusterID, memberID: answer.header.memberID,
      leaderID: answer.leader.flatMap { $0 == "0" ? nil : $0 }, revision: answer.header.at,
      raftTerm: number(answer.raftTerm), raftIndex: number(answer.raftIndex),
      raftAppliedIndex: number(answer.raftAppliedIndex), dbSizeBytes: number(answer.dbSize),
      dbSizeInUseBytes: number(answer.dbSizeInUse))
  }

  /// True once the member has a leader and can commit.
  public func isHealthy(deadline: Duration) async -> Bool { await problem(deadline: deadline) == nil }

  /// Why the member is not healthy; nil once it has a leader and can commit.
  public func problem(deadline: Duration) async -> String? {
    do throws(ClientError) {
      let answer: HealthAnswer = try await calls.call("GET", "/health", deadline: deadline)
      return answer.health == "true" ? nil : "it says that it is not healthy"
    } catch {
      return error.description
    }
  }

  func post<Answer: Decodable>(
    _ path: String, _ body: any Encodable, _ deadline: Duration
  ) async throws(ClientError) -> Answer {
    try await calls.call("POST", "/v3/" + path, body: body, deadline: deadline)
  }

  /// Zeros are left out of the gateway's answers.
  private func number<Value: FixedWidthInteger>(_ text: String?) -> Value { text.flatMap { Value($0) } ?? 0 }

  private struct HealthAnswer: Decodable {
    let health: String
  }

  private struct StatusAnswer: Decodable {
    let header: EtcdHeader
    let version: String
    let leader: String?
    let raftTerm: String?
    let raftIndex: String?
    let raftAppliedIndex: String?
    let dbSize: String?
    let dbSizeInUse: String?
  }
}

struct EtcdEmpty: Encodable {}

/// Comes with every answer.
struct EtcdHeader: Decodable {
  let clusterID: String
  let memberID: String
  let revision: String?

  private enum CodingKeys: String, CodingKey {
    case clusterID = "cluster_id"
    case memberID = "member_id"
    case revision
  }

  var at: Int64 { revision.flatMap { Int64($0) } ?? 0 }
}

struct EtcdAnswer: Decodable {
  let header: EtcdHeader?
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
