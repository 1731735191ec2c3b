import Foundation

/// Space, alarms and comparison.
///
/// - Source: etcd documentation, "Maintenance" <https://etcd.io/docs/latest/op-guide/maintenance/>
extension EtcdClient {
  /// Something that a member raised and that stays until somebody disarms it.
  public struct Alarm: Hashable, Sendable {
    public var memberID: String
    /// `NOSPACE` or `CORRUPT`.
    public var kind: String

    public init(memberID: String, kind: String) {
      self.memberID = memberID
      self.kind = kind
    }
  }

  /// A digest of all keys up to a revision. Two members can be compared where both fields are the same.
  public struct Hash: Hashable, Sendable {
    public var hash: UInt64
    public var compactedAt: Int64
  }

  public func alarms(deadline: Duration) async throws(ClientError) -> [Alarm] {
    let answer: AlarmAnswer = try await post("maintenance/alarm", AlarmRequest(action: "GET"), deadline)
    return (answer.alarms ?? []).map { Alarm(memberID: $0.memberID ?? "0", kind: $0.alarm ?? "NONE") }
  }

  public func disarm(_ alarm: Alarm, deadline: Duration) async throws(ClientError) {
    let _: AlarmAnswer = try await post(
      "maintenance/alarm", AlarmRequest(action: "DEACTIVATE", memberID: alarm.memberID, alarm: alarm.kind), deadline)
  }

  /// Forgets every revision of a key below `revision` but the last, and ends watches that are further behind. One that is
  /// compacted already is fine.
  public func compact(to revision: Int64, deadline: Duration) async throws(ClientError) {
    do {
      let body = CompactRequest(revision: "\(revision)", physical: true)
      let _: EtcdAnswer = try await post("kv/compaction", body, deadline)
    } catch .status(_, _, let message) where message.contains("has been compacted") {}
  }

  /// Gives free pages back to the file system. The member answers nothing else meanwhile.
  public func defragment(deadline: Duration) async throws(ClientError) {
    let _: EtcdAnswer = try await post("maintenance/defragment", EtcdEmpty(), deadline)
  }

  /// - Parameter revision: one that every member that is compared has reached; 0 for the member's own newest.
  public func hash(at revision: Int64, deadline: Duration) async throws(ClientError) -> Hash {
    let answer: HashAnswer = try await post("maintenance/hash", HashRequest(revision: "\(revision)"), deadline)
    return Hash(hash: answer.hash ?? 0, compactedAt: answer.compactedAt.flatMap { Int64($0) } ?? 0)
  }

  private struct AlarmRequest: Encodable {
    let action: String
    var memberID: String?
    var alarm: String?
  }

  private struct AlarmAnswer: Decodable {
    struct Raised: Decodable {
      let memberID: String?
      let alarm: String?
    }

    let alarms: [Raised]?
  }

  private struct CompactRequest: Encodable {
    let revision: String
    let physical: Bool
  }

  private struct HashRequest: Encodable {
    let revision: String
  }

  private struct HashAnswer: Decodable {
    let hash: UInt64?
    let compactedAt: String?

    private enum CodingKeys: String, CodingKey {
      case hash
      case compactedAt = "compact_revision"
    }
  }
}
