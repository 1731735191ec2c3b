import Foundation

/// What a harness asks to see whether a cluster is whole. Nothing here changes anything.
extension EtcdClient {
  public struct Digest: Hashable, Sendable {
    public var hash: UInt32
    /// Members that compacted to different revisions have different hashes of the same data.
    public var compactRevision: Int64
  }

  /// Whether a linearizable read is answered: this member sees a leader that commits.
  public func commits(deadline: Duration) async -> Bool {
    let key = Data("/firedrill/quorum".utf8).base64EncodedString()
    return (try? await calls.raw("POST", "/v3/kv/range", body: ["key": key], deadline: deadline)) != nil
  }

  /// Members by their ID, each with whether it votes; learners do not.
  public func voters(deadline: Duration) async throws(ClientError) -> [String: Bool] {
    let answer: Membership = try await calls.call(
      "POST", "/v3/cluster/member/list", body: [String: String](), deadline: deadline)
    return Dictionary(answer.members.map { ($0.ID, !($0.isLearner ?? false)) }) { first, _ in first }
  }

  /// The hash of all keys up to a revision; equal on members that hold the same.
  public func digest(at revision: Int64, deadline: Duration) async throws(ClientError) -> Digest {
    let answer: HashAnswer = try await calls.call(
      "POST", "/v3/maintenance/hash", body: ["revision": String(revision)], deadline: deadline)
    return Digest(hash: answer.hash ?? 0, compactRevision: answer.compact_revision.flatMap { Int64($0) } ?? 0)
  }

  private struct Membership: Decodable {
    struct Member: Decodable {
      let ID: String
      let isLearner: Bool?
    }

    let members: [Member]
  }

  private struct HashAnswer: Decodable {
    let hash: UInt32?
    let compact_revision: String?
  }
}
