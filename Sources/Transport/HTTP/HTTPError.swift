/// Why no answer came. An answer with status 500 is an answer, not an error.
///
/// Every case names the address without its query and user information, since these may hold secrets.
public enum HTTPError: Error, Hashable, Sendable {
  /// Nothing listens there.
  case refused(url: String)
  /// The connection ended before the answer did.
  case reset(url: String, message: String)
  /// No way leads to that address.
  case unreachable(url: String, message: String)
  case timedOut(url: String, after: Duration)
  case tls(url: String, message: String)
  case dns(url: String, message: String)
  case invalidRequest(url: String, message: String)
  case answerTooLarge(url: String, limitBytes: Int)
  case cancelled(url: String)
  /// Anything else; `code` is libcurl's. - Source: <https://curl.se/libcurl/c/libcurl-errors.html>
  case other(url: String, code: Int, message: String)
}

extension HTTPError {
  public var url: String {
    switch self {
    case .refused(let url), .reset(let url, _), .unreachable(let url, _), .timedOut(let url, _), .tls(let url, _),
      .dns(let url, _), .invalidRequest(let url, _), .answerTooLarge(let url, _), .cancelled(let url),
      .other(let url, _, _):
      url
    }
  }

  /// What to do next.
  public var remedy: String {
    switch self {
    case .refused: "see that the server runs and listens there"
    case .reset: "see the server's log; it closed the connection itself or died"
    case .unreachable: "see the route, the firewall and the machine's address"
    case .timedOut: "see that the server answers, or give it a longer deadline"
    case .tls: "see that the certificates are current, name this host and come from the trusted authority"
    case .dns: "see the host's name and the resolver"
    case .invalidRequest: "write the address as http://host:port/path or https://host:port/path"
    case .answerTooLarge: "ask for less at a time, or raise the client's limit"
    case .cancelled: "nothing; the caller gave up"
    case .other: "look the code up at https://curl.se/libcurl/c/libcurl-errors.html"
    }
  }

  private var problem: String {
    switch self {
    case .refused: "connection refused"
    case .reset(_, let message): "connection reset (\(message))"
    case .unreachable(_, let message): "unreachable (\(message))"
    case .timedOut(_, let limit): "no answer within \(limit)"
    case .tls(_, let message): "TLS failed (\(message))"
    case .dns(_, let message): "name not resolved (\(message))"
    case .invalidRequest(_, let message): "not a request (\(message))"
    case .answerTooLarge(_, let limit): "the answer is larger than \(limit) bytes"
    case .cancelled: "cancelled"
    case .other(_, let code, let message): "failed (\(message); curl \(code))"
    }
  }
}

extension HTTPError: CustomStringConvertible {
  public var description: String { "\(url): \(problem); \(remedy)" }
}
