/// One question to an HTTP server.
public struct HTTPRequest: Hashable, Sendable {
  /// `GET`, `POST`, …; sent as it stands.
  public var method: String
  /// An absolute `http` or `https` address. Over a Unix socket its host is only a name.
  public var url: String
  public var headers: [HTTPHeader]
  public var body: [UInt8]
  public var authorization: HTTPAuthorization?
  /// The longest that the whole exchange may take, from the call to the last byte. It has no default: nothing may hang
  /// a drill.
  public var deadline: Duration

  public init(
    _ method: String = "GET", _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
    authorization: HTTPAuthorization? = nil, deadline: Duration
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.authorization = authorization
    self.deadline = deadline
  }
}
