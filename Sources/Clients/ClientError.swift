public import Transport

/// A service answered, but not with what was asked for, or did not answer.
public enum ClientError: Error, Hashable, Sendable, CustomStringConvertible {
  case transport(HTTPError)
  /// `message` is the server's own, cut to a line.
  case status(Int, url: String, message: String)
  /// The service named its reason: `code` is its word for it, such as `UnauthorizedOperation`.
  case refused(code: String, status: Int, url: String, message: String)
  case unreadable(url: String, reason: String)
  /// Nothing to say who asks with. `lookedAt` names every place that was searched, and what was wrong there.
  case noCredentials(service: String, lookedAt: [String], remedy: String)
  /// `what` fits several, and nobody can tell which one is meant.
  case ambiguous(what: String, candidates: [String])

  public var description: String {
    switch self {
    case .transport(let error): error.description
    case .status(let code, let url, let message): "\(url): status \(code): \(message)"
    case .refused(let code, _, let url, let message): "\(url): \(code): \(message)"
    case .unreadable(let url, let reason): "\(url): the answer cannot be read: \(reason)"
    case .noCredentials(let service, let places, _):
      "no credentials for \(service) were found; looked at \(places.joined(separator: "; "))"
    case .ambiguous(let what, let candidates): "\(what) is not one but several: \(candidates.joined(separator: ", "))"
    }
  }

  public var remedy: String {
    switch self {
    case .transport(let error): error.remedy
    case .status: "see the server's log"
    case .refused(let code, _, _, _): Self.remedy(forRefusal: code)
    case .unreadable: "see that the address belongs to the service that was meant"
    case .noCredentials(_, _, let remedy): remedy
    case .ambiguous: "name exactly one of them"
    }
  }
}

extension ClientError {
  /// Whether the same question may be answered a moment later.
  public var mayPass: Bool {
    switch self {
    case .transport(.tls), .transport(.invalidRequest): false
    case .transport: true
    case .status(let status, _, _): status >= 500 || status == 429
    case .refused(let code, let status, _, _): status >= 500 || status == 429 || Self.passing.contains(code)
    case .unreadable, .noCredentials, .ambiguous: false
    }
  }
}
