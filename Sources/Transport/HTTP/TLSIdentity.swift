/// What a client trusts and how it proves who it is, as PEM files. Peer and host are always verified.
public struct TLSIdentity: Hashable, Sendable, Codable {
  /// Certificates to trust instead of the system's; `nil` trusts the system's.
  public var authorityFile: String?
  /// The client's certificate, with its chain; `nil` when the server asks for none.
  public var certificateFile: String?
  /// The private key of `certificateFile`.
  public var keyFile: String?

  public init(authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
    self.authorityFile = authorityFile
    self.certificateFile = certificateFile
    self.keyFile = keyFile
  }
}
