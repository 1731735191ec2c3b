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
}
