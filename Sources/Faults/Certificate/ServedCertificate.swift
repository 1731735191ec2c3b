public import Model

/// What a client that checks certificates sees of one.
public enum ServedCertificate: Hashable, Sendable {
  case valid
  /// With the client's own words.
  case expired(String)
  /// It could not be asked, or fails for another reason.
  case unclear(String)
}

/// Connects anew and checks the certificate that is served.
public protocol CertificateCheck: Sendable {
  func served(by component: Component, on machine: MachineName) async -> ServedCertificate
}
