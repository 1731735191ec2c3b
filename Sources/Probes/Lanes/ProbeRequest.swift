public import Transport

/// What a lane asks.
public struct ProbeRequest: Hashable, Sendable {
  public var method: String
  /// An absolute `http` or `https` address.
  public var url: String
  public var headers: [HTTPHeader]
  public var body: [UInt8]

  public init(_ method: String = "GET", _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

extension ProbeRequest {
  var usesTLS: Bool { url.hasPrefix("https:") }

  /// Scheme, host and port as they stand in the address: lanes with the same one ask the same server.
  var authority: Substring {
    guard let scheme = url.firstRange(of: "://") else { return url[...] }
    return url[..<(url[scheme.upperBound...].firstIndex(of: "/") ?? url.endIndex)]
  }
}
