import Crypto
import Foundation
import Model
import SwiftASN1
import Testing
import X509

@testable import Providers

struct IdentityTests {
  private let topology: Topology
  private let identities: ClusterIdentities

  init() throws {
    topology = try Topology(ClusterSpec(controlPlanes: 3))
    identities = try ClusterIdentities()
  }

  @Test func everyCertificateIsSignedByTheRightAuthorityAndNotByTheOther() async throws {
    let node = topology.controlPlanes[0]
    let entrance = topology.entrance
    for identity in [
      identities.admin, try identities.apiserver(node, entrance: entrance), try identities.controllerManager(),
      try identities.scheduler(), try identities.loadBalancerCheck(),
    ] {
      #expect(try await isTrusted(identity, by: identities.authority))
      #expect(try await !isTrusted(identity, by: identities.etcdAuthority))
    }
    for identity in [
      identities.etcdClient, try identities.etcdMember(node, entrance: entrance),
      try identities.apiserverEtcdClient(), try identities.loadBalancerEtcdCheck(),
    ] {
      #expect(try await isTrusted(identity, by: identities.etcdAuthority))
      #expect(try await !isTrusted(identity, by: identities.authority))
    }
  }

  @Test func aKeyBelongsToItsCertificate() throws {
    let key = try P256.Signing.PrivateKey(pemRepresentation: identities.admin.key)
    #expect(try certificate(identities.admin).publicKey == Certificate.PublicKey(key.publicKey))
  }

  @Test func theAdministratorIsInTheGroupThatMayDoEverything() throws {
    #expect(try "\(certificate(identities.admin).subject)".contains("O=system:masters"))
  }

  @Test func theApiserverIsKnownByEveryNameThatLeadsToIt() throws {
    let names = try names(of: identities.apiserver(topology.controlPlanes[1], entrance: topology.entrance))
    for name in ["cp-2", "localhost", "kubernetes", "kubernetes.default.svc"] { #expect(names.contains(name)) }
    for address in ["10.0.0.12", "10.0.255.2", "127.0.0.1", "10.96.0.1"] { #expect(names.contains(address)) }
  }

  /// etcd's gRPC gateway is a client of its own server and shows it the server's certificate.
  @Test func anEtcdMemberIsServerAndClient() throws {
    let member = try certificate(identities.etcdMember(topology.controlPlanes[0], entrance: topology.entrance))
    let usage = try #require(try member.extensions.extendedKeyUsage)
    #expect(usage.contains(.serverAuth) && usage.contains(.clientAuth))
  }

  @Test func certificatesWereValidAnHourAgoAlmostAndEndWithinDays() throws {
    let admin = try certificate(identities.admin)
    #expect(admin.notValidBefore < Date().addingTimeInterval(-3000))
    #expect(admin.notValidAfter < Date().addingTimeInterval(10 * 24 * 3600))
    #expect(admin.notValidAfter > Date().addingTimeInterval(24 * 3600))
  }

  @Test func aDescriptionNeverShowsTheKey() {
    #expect(!"\(identities.admin)".contains("PRIVATE"))
    #expect(!String(reflecting: identities.admin).contains("PRIVATE"))
  }

  @Test func aKubeconfigHoldsAllThatAClientNeeds() throws {
    let text = Kubeconfig(
      server: "https://127.0.0.1:40001", authority: try identities.authority.pem(), identity: identities.admin
    ).text()
    #expect(text.contains("server: https://127.0.0.1:40001\n"))
    #expect(text.contains("client-key-data: \(Data(identities.admin.key.utf8).base64EncodedString())\n"))
    #expect(text.contains("current-context: firedrill\n"))
  }

  private func certificate(_ identity: Identity) throws -> Certificate {
    try Certificate(pemEncoded: identity.certificate)
  }

  private func isTrusted(_ identity: Identity, by authority: Authority) async throws -> Bool {
    var verifier = Verifier(rootCertificates: CertificateStore([authority.certificate])) {
      RFC5280Policy()
    }
    let result = await verifier.validate(leaf: try certificate(identity), intermediates: CertificateStore())
    if case .validCertificate = result { return true }
    return false
  }

  private func names(of identity: Identity) throws -> [String] {
    let names = try #require(try certificate(identity).extensions.subjectAlternativeNames)
    return names.map { name in
      switch name {
      case .dnsName(let name): name
      case .ipAddress(let address): address.bytes.map { "\($0)" }.joined(separator: ".")
      default: "\(name)"
      }
    }
  }
}
