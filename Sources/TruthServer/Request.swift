/// One HTTP/1.1 request, as far as the server needs it.
struct Request {
  var method: String
  var path: String
  var body: [UInt8]

  /// The number that the path ends with.
  var lastNumber: Int? { path.split(separator: "/").last.flatMap { Int($0) } }

  /// Takes the first whole request out of `bytes`; `nil` when it has not come wholly yet.
  static func take(from bytes: inout [UInt8]) -> Request? {
    guard let head = endOfHead(in: bytes) else { return nil }
    let lines = String(decoding: bytes[..<head], as: UTF8.self).split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ")
    let length = lines.compactMap(contentLength).first ?? 0
    guard words.count == 3, bytes.count >= head + length else { return nil }
    defer { bytes.removeFirst(head + length) }
    return Request(method: String(words[0]), path: String(words[1]), body: Array(bytes[head..<head + length]))
  }

  private static func endOfHead(in bytes: [UInt8]) -> Int? {
    let end = Array("\r\n\r\n".utf8)
    return bytes.firstRange(of: end)?.upperBound
  }

  private static func contentLength(_ line: Substring) -> Int? {
    let parts = line.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
    return Int(parts[1].drop { $0 == " " })
  }
}
