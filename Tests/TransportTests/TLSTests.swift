import Testing
import Transport
import TruthServer

@Suite(.timeLimit(.minutes(2)))
struct TLSTests {
  let patience = Duration.seconds(30)

  @Test func theRightCertificateIsLetInAndNoneOrAStrangerIsNot() async throws {
    let certificates = try await TestCertificates()
    let strangers = try await TestCertificates()
    let front = try await TLSFront(certificates, asksForCertificate: true)
    #expect(try await status(front.url, certificates.client) == 200)
    await expectTLSError(front.url, certificates.anonymous)
    await expectTLSError(front.url, strangers.client)
    await front.stop()
    await certificates.remove()
    await strangers.remove()
  }

  @Test func aHostThatTheCertificateDoesNotNameIsRefused() async throws {
    let certificates = try await TestCertificates()
    let front = try await TLSFront(certificates)
    #expect(try await status("https://localhost:\(front.port)/", certificates.anonymous) == 200)
    await expectTLSError("https://127.0.0.2:\(front.port)/", certificates.anonymous)
    await expectTLSError(front.url, nil)
    await front.stop()
    await certificates.remove()
  }

  @Test func aMissingAuthorityFileIsATLSError() async throws {
    await expectTLSError(
      "https://127.0.0.1:1/", TLSIdentity(authorityFile: "/nonexistent/authority.crt"), isRefused: true)
  }

  private func status(_ url: String, _ identity: TLSIdentity?) async throws -> Int {
    let client = HTTPClient(HTTPClientConfiguration(tls: identity))
    return try await client.send(HTTPRequest("GET", url, deadline: patience)).status
  }

  private func expectTLSError(_ url: String, _ identity: TLSIdentity?, isRefused: Bool = false) async {
    let error = await #expect(throws: HTTPError.self) { _ = try await status(url, identity) }
    switch error {
    case .tls, .reset: break
    case .refused: #expect(isRefused)
    default: #expect(Bool(false), "\(String(describing: error))")
    }
  }
}
