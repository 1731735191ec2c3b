/// What the server does with one request.
enum Reply {
  case bytes([UInt8], keepsOpen: Bool)
  case silence
  /// An answer after a while.
  case late(milliseconds: Int)
  case close
  /// A chunked body: these parts, then the end or an open connection.
  case chunks([String], ends: Bool)

  /// Decides by the path.
  ///
  ///     /echo         the request's method and body
  ///     /silent       no answer, ever
  ///     /late/300     200 "ok" after so many milliseconds
  ///     /close        the connection closed without an answer
  ///     /close/after  an answer, then the connection closed without notice
  ///     /status/503   that status
  ///     /drip         two chunks, and the connection stays open
  ///     /lines        three chunks and the end
  ///     else          200 "ok"
  init(to request: Request) {
    switch request.path.split(separator: "/").first {
    case "echo": self = .answer(200, "\(request.method) \(String(decoding: request.body, as: UTF8.self))")
    case "silent": self = .silence
    case "late": self = .late(milliseconds: request.lastNumber ?? 0)
    case "close":
      self = request.path.hasSuffix("/after") ? .answer(200, "ok", keepsOpen: false) : .close
    case "status": self = .answer(request.lastNumber ?? 500, "as asked")
    case "drip": self = .chunks(["one\n", "two\n"], ends: false)
    case "lines": self = .chunks(["one\n", "two\n", "three\n"], ends: true)
    default: self = .answer(200, "ok")
    }
  }

  static func answer(_ status: Int, _ body: String, keepsOpen: Bool = true) -> Reply {
    .bytes(
      Array(
        "HTTP/1.1 \(status) X\r\nContent-Type: text/plain\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8),
      keepsOpen: keepsOpen)
  }

  var encoded: [UInt8] {
    switch self {
    case .bytes(let bytes, _): bytes
    case .silence, .close, .late: []
    case .chunks(let parts, let ends):
      Array(
        ("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"
          + parts.map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }.joined() + (ends ? "0\r\n\r\n" : "")).utf8)
    }
  }
}
