import Foundation

/// Keys and values as text.
extension EtcdClient {
  /// - Returns: the revision that the write made.
  @discardableResult
  public func put(_ key: String, _ value: String, deadline: Duration) async throws(ClientError) -> Int64 {
    let answer: EtcdAnswer = try await post("kv/put", KeyRequest(key: coded(key), value: coded(value)), deadline)
    return answer.header?.at ?? 0
  }

  /// - Returns: nil where there is no such key.
  public func get(_ key: String, deadline: Duration) async throws(ClientError) -> String? {
    let answer: RangeAnswer = try await post("kv/range", KeyRequest(key: coded(key)), deadline)
    return answer.kvs?.first.map { plain($0.value) }
  }

  /// Keys that begin with `prefix`, in their order.
  public func keys(under prefix: String, deadline: Duration) async throws(ClientError) -> [String] {
    let body = KeyRequest(key: coded(prefix), rangeEnd: end(of: prefix), keysOnly: true)
    let answer: RangeAnswer = try await post("kv/range", body, deadline)
    return (answer.kvs ?? []).map { plain($0.key) }
  }

  /// - Returns: the revision that stands now, agreed on by a quorum.
  public func revision(deadline: Duration) async throws(ClientError) -> Int64 {
    let answer: RangeAnswer = try await post("kv/range", KeyRequest(key: coded("firedrill"), keysOnly: true), deadline)
    return answer.header?.at ?? 0
  }

  /// Removes every key that begins with `prefix`.
  public func delete(under prefix: String, deadline: Duration) async throws(ClientError) {
    let _: EtcdAnswer = try await post(
      "kv/deleterange", KeyRequest(key: coded(prefix), rangeEnd: end(of: prefix)), deadline)
  }

  /// The first key after all that begin with `prefix`.
  private func end(of prefix: String) -> String {
    var bytes = Array(prefix.utf8)
    while let last = bytes.popLast() {
      if last < .max { return Data(bytes + [last + 1]).base64EncodedString() }
    }
    return Data([0]).base64EncodedString()
  }

  private func coded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  private func plain(_ text: String?) -> String {
    String(decoding: text.flatMap { Data(base64Encoded: $0) } ?? Data(), as: UTF8.self)
  }

  private struct KeyRequest: Encodable {
    let key: String
    var value: String?
    var rangeEnd: String?
    var keysOnly: Bool?

    private enum CodingKeys: String, CodingKey {
      case key, value
      case rangeEnd = "range_end"
      case keysOnly = "keys_only"
    }
  }

  private struct RangeAnswer: Decodable {
    struct Pair: Decodable {
      let key: String?
      let value: String?
    }

    let header: EtcdHeader?
    let kvs: [Pair]?
  }
}
