import Crypto
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A certificate authority of one cluster. Its key never leaves the process: nothing can be issued after boot.
struct Authority: Sendable {
  private let key: Certificate.PrivateKey
  let certificate: Certificate
  private let validity: Range<Date>

  /// - Parameter now: the certificates are valid from an hour before, for clocks that differ, to a week after.
  init(commonName: String, now: Date = Date()) throws {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    self.key = key
    validity = now.addingTimeInterval(-3600)..<now.addingTimeInterval(7 * 24 * 3600)
    let name = try DistinguishedName { CommonName(commonName) }
    certificate = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: key.publicKey, notValidBefore: validity.lowerBound,
      notValidAfter: validity.upperBound, issuer: name, subject: name,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(digitalSignature: true, keyCertSign: true, cRLSign: true))
        SubjectKeyIdentifier(hash: key.publicKey)
      },
      issuerPrivateKey: key)
  }

  /// - Parameter validity: by default as long as the authority itself.
  func issue(_ request: IdentityRequest, validity: Range<Date>? = nil) throws -> Identity {
    let validity = validity ?? self.validity
    let identityKey = P256.Signing.PrivateKey()
    let publicKey = Certificate.PublicKey(identityKey.publicKey)
    let issued = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: publicKey, notValidBefore: validity.lowerBound,
      notValidAfter: validity.upperBound, issuer: certificate.subject, subject: request.subject(),
      extensions: extensions(for: request, publicKey), issuerPrivateKey: key)
    return Identity(
      certificate: try issued.serializeAsPEM().pemString, key: identityKey.pemRepresentation + "\n")
  }

  /// A time that has passed: certificates for it have run out.
  static func past(now: Date = Date()) -> Range<Date> {
    now.addingTimeInterval(-3600)..<now.addingTimeInterval(-60)
  }

  func pem() throws -> String { try certificate.serializeAsPEM().pemString }

  private func extensions(
    for request: IdentityRequest, _ publicKey: Certificate.PublicKey
  ) throws -> Certificate.Extensions {
    let names = request.subjectAlternativeNames()
    return try Certificate.Extensions {
      Critical(BasicConstraints.notCertificateAuthority)
      Critical(KeyUsage(digitalSignature: true))
      try ExtendedKeyUsage(request.usages)
      AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: certificate.publicKey).keyIdentifier)
      if !names.isEmpty { SubjectAlternativeNames(names) }
    }
  }
}

/// A certificate with its private key, both as PEM text.
struct Identity: Hashable, Sendable {
  var certificate: String
  var key: String
}

extension Identity: CustomStringConvertible, CustomDebugStringConvertible {
  /// Never the key: descriptions end up in logs.
  var description: String { "Identity(certificate and key hidden)" }
  var debugDescription: String { description }
}
