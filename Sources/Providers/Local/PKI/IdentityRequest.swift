import Model
import SwiftASN1
import X509

/// Who a certificate is for and what it may be used for.
struct IdentityRequest: Hashable, Sendable {
  var commonName: String
  /// Kubernetes reads these as groups.
  var organizations: [String] = []
  var dnsNames: [String] = []
  var addresses: [IPv4Address] = []
  var usages: [ExtendedKeyUsage.Usage]

  static func client(_ commonName: String, groups: [String] = []) -> IdentityRequest {
    IdentityRequest(commonName: commonName, organizations: groups, usages: [.clientAuth])
  }

  static func server(_ commonName: String, dnsNames: [String], addresses: [IPv4Address]) -> IdentityRequest {
    IdentityRequest(commonName: commonName, dnsNames: dnsNames, addresses: addresses, usages: [.serverAuth])
  }

  /// For a server that also is a client with the same certificate: an etcd member towards its peers, and etcd's own
  /// gRPC gateway towards etcd.
  static func peer(_ commonName: String, dnsNames: [String], addresses: [IPv4Address]) -> IdentityRequest {
    IdentityRequest(commonName: commonName, dnsNames: dnsNames, addresses: addresses, usages: [.serverAuth, .clientAuth])
  }

  func subject() throws -> DistinguishedName {
    try DistinguishedName {
      for organization in organizations { OrganizationName(organization) }
      CommonName(commonName)
    }
  }

  func subjectAlternativeNames() -> [GeneralName] {
    dnsNames.map { .dnsName($0) }
      + addresses.map { .ipAddress(ASN1OctetString(contentBytes: ArraySlice($0.octets))) }
  }
}
