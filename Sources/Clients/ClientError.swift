public import Transport

/// A service answered, but not with what was asked for, or did not answer.
public enum ClientError: Error, Hashable, Sendable, CustomStringConvertible {
  case transport(HTTPError)
  /// `message` is the server's own, cut to a line.
  case status(Int, url: String, message: String)
  case unreadable(url: String, reason: String)

  public var description: String {
    switch self {
    case .transport(let error): error.description
    case .status(let code, let url, let message): "\(url): status \(code): \(message)"
    case .unreadable(let url, let reason): "\(url): the answer cannot be read: \(reason)"
    }
  }

  public var remedy: String {
    switch self {
    case .transport(let error): error.remedy
    case .status: "see the server's log"
    case .unreadable: "see that the address belongs to the service that was meant"
    }
  }
}

extension ClientError {
  /// Whether the same question may be answered a moment later.
  public var mayPass: Bool {
    switch self {
    case .transport(.tls): false
    case .transport: true
    case .status(let status, _, _): status >= 500 || status == 429
    case .unreadable: false
    }
  }
}
