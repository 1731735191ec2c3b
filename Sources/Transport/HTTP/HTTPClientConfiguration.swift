/// How a client reaches its servers.
public struct HTTPClientConfiguration: Hashable, Sendable {
  public var tls: TLSIdentity?
  /// The path of a Unix socket to connect to, whatever host an address names.
  public var unixSocket: String?
  /// Whether `http_proxy` and its like are honoured. Off by default: a cluster under drill is asked directly.
  public var usesEnvironmentProxy: Bool
  /// The largest answer that `send` collects. 64 MiB by default, above any list that an apiserver gives in one piece.
  public var answerLimitBytes: Int

  public init(
    tls: TLSIdentity? = nil, unixSocket: String? = nil, usesEnvironmentProxy: Bool = false,
    answerLimitBytes: Int = 64 << 20
  ) {
    self.tls = tls
    self.unixSocket = unixSocket
    self.usesEnvironmentProxy = usesEnvironmentProxy
    self.answerLimitBytes = answerLimitBytes
  }
}
