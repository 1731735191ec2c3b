import Foundation

/// Comparison of what members hold.
extension EtcdClient {
  /// A digest of all keys at a revision. Two members can be compared where both fields are the same.
  public struct Hash: Hashable, Sendable {
    public var hash: UInt64
    public var compactedAt: Int64
  }

  private static let page = 500

  /// Older releases answer `maintenance/hash` with a digest of the whole database as it is at that moment, whatever
  /// revision they are asked for, and offer no other: of those the keys themselves are read.
  ///
  /// - Parameter revision: one that every member that is compared has reached.
  /// - Source: etcd-io/etcd#16464, which gave `HashKV` an address of its own
  public func hash(at revision: Int64, deadline: Duration) async throws(ClientError) -> Hash {
    do {
      let answer: HashAnswer = try await post("maintenance/hashkv", HashRequest(revision: "\(revision)"), deadline)
      return Hash(hash: answer.hash ?? 0, compactedAt: answer.compactedAt.flatMap { Int64($0) } ?? 0)
    } catch .status(404, _, _) {
      return Hash(hash: try await digest(at: revision, deadline), compactedAt: 0)
    }
  }

  /// What this member itself holds, without asking the leader.
  private func digest(at revision: Int64, _ deadline: Duration) async throws(ClientError) -> UInt64 {
    var digest = Digest()
    var next = Data([0])
    while true {
      let page: Page = try await post(
        "kv/range", PageRequest(from: next, revision: revision, limit: Self.page), deadline)
      let pairs = page.kvs ?? []
      for pair in pairs { digest.add(pair) }
      guard page.more == true, let last = pairs.last.flatMap({ Data(base64Encoded: $0.key) }) else {
        return digest.value
      }
      next = last + [0]
    }
  }

  /// FNV-1a: it has to tell members apart, not to withstand anybody.
  private struct Digest {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ pair: Page.Pair) {
      for text in [pair.key, pair.value ?? "", pair.modifiedAt ?? ""] {
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
        value = (value ^ 0xff) &* 0x100_0000_01b3
      }
    }
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

  private struct PageRequest: Encodable {
    let key: String
    /// Up to the last key.
    let end = Data([0]).base64EncodedString()
    let revision: String
    let limit: String
    let serializable = true

    init(from key: Data, revision: Int64, limit: Int) {
      self.key = key.base64EncodedString()
      self.revision = "\(revision)"
      self.limit = "\(limit)"
    }

    private enum CodingKeys: String, CodingKey {
      case key, revision, limit, serializable
      case end = "range_end"
    }
  }

  private struct Page: Decodable {
    struct Pair: Decodable {
      let key: String
      let value: String?
      let modifiedAt: String?

      private enum CodingKeys: String, CodingKey {
        case key, value
        case modifiedAt = "mod_revision"
      }
    }

    let kvs: [Pair]?
    let more: Bool?
  }
}
