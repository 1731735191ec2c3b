import Clients
import Model
import Providers
import TestSupport
import Testing
import Transport

/// Keys that can be recognised must never be seen: not in what an error says, whatever a server repeats, and not in
/// what holds them.
@Suite(.timeLimit(.minutes(2)))
struct SecretTests {
  private static let secret = "wJalrXUtnFEMI/K7MDENG/canary-secret"
  private static let token = "IQoJb3JpZ2luX2Vj/canary-token=="
  private let http = HTTPClient()

  private func expectNoSecret(in value: Any, _ what: Comment) {
    var dumped = ""
    dump(value, to: &dumped)
    for text in ["\(value)", String(reflecting: value), dumped] {
      #expect(!text.contains("canary"), what)
    }
  }

  @Test func whatHoldsASecretDoesNotShowIt() {
    let credentials = AWSCredentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret(Self.secret), sessionToken: Secret(Self.token))
    let aws = HTTPAuthorization.aws(AWSSigning(credentials, region: "eu-central-1", service: "ec2"))
    let bearer = HTTPAuthorization.bearer(Secret(Self.token))
    expectNoSecret(in: Secret(Self.secret), "the secret")
    expectNoSecret(in: credentials, "the credentials")
    for authorization in [aws, bearer] {
      expectNoSecret(in: authorization, "the authorization")
      expectNoSecret(
        in: HTTPRequest("GET", "http://127.0.0.1:1/", authorization: authorization, deadline: .seconds(1)),
        "the request")
      let repeated = authorization.hidden(in: "<\(Self.secret)> <\(Self.token)>")
      #expect(repeated.contains("(hidden)"))
      #expect(!repeated.contains("canary-token"))
    }
    #expect(Secret("").hidden(in: "text") == "text")
  }

  /// Everything that it was sent, as some services explain a signature that does not match.
  private static func repeated(_ question: Question) -> String {
    question.headers.map { "\($0): \($1)" }.joined(separator: " ") + " " + question.body
  }

  private func ec2(_ address: String) -> EC2Power {
    let environment = [
      "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": Self.secret, "AWS_SESSION_TOKEN": Self.token,
    ]
    let client = EC2Client(
      region: "eu-central-1", endpoint: "http://\(address)",
      credentials: AWSCredentialChain(environment: environment, http: http), http: http)
    let place = EC2Instance(region: "eu-central-1", selector: .id("i-1"))
    return EC2Power(place, client: client, patience: Self.patience)
  }

  private func gce(_ address: String) -> GCEPower {
    let gcloud = ["gcloud", "auth", "print-access-token"]
    let runner = ScriptedRunner([gcloud: { _ in .prints(Self.token) }])
    let tokens = GoogleTokens(environment: ["GCE_METADATA_HOST": "127.0.0.1:1"], runner: runner, http: http)
    let place = GCEInstance(project: "p", zone: "z", name: "cp-1", endpoint: "http://\(address)")
    return GCEPower(client: GCEClient(place, tokens: tokens, http: http), patience: Self.patience)
  }

  private static let patience = PowerPatience(
    deadline: .milliseconds(50), look: .milliseconds(50), answer: .seconds(20), interval: .milliseconds(10))

  @Test(arguments: [400, 401, 403, 503])
  func noRefusalShowsASecretThatTheServiceRepeats(status: Int) async throws {
    let seen = Asked()
    try await answering { question in
      seen.note(question)
      let message = Self.repeated(question).replacing("&", with: "&amp;")
      return EC2Answers.refused("AuthFailure", status: status, message: message)
    } during: { address in
      await expectRefusal(by: ec2(address))
    }
    #expect(seen.all.contains { $0.headers["x-amz-security-token"] == Self.token }, "no secret was at stake")
  }

  @Test(arguments: [400, 401, 403, 503])
  func noRefusalShowsATokenThatTheServiceRepeats(status: Int) async throws {
    let seen = Asked()
    try await answering { question in
      seen.note(question)
      let message = Self.repeated(question)
      return Answer(#"{"error":{"message":"\#(message)","errors":[{"reason":"forbidden"}]}}"#, status: status)
    } during: { address in
      await expectRefusal(by: gce(address))
    }
    #expect(seen.all.contains { $0.headers["authorization"] == "Bearer \(Self.token)" }, "no token was at stake")
  }

  @Test(arguments: [400, 401, 403, 503])
  func noPageThatTakesTheServicesPlaceShowsOne(status: Int) async throws {
    try await answering {
      Answer("<html>\(Self.repeated($0))", status: status)
    } during: { address in
      await expectRefusal(by: ec2(address))
      await expectRefusal(by: gce(address))
    }
  }

  @Test func noErrorOfTheConnectionShowsOne() async throws {
    await expectRefusal(by: ec2("127.0.0.1:1"))
    await expectRefusal(by: gce("127.0.0.1:1"))
  }

  @Test func whatAMetadataServiceSaysIsNotShown() async throws {
    try await answering { question in
      guard question.path.hasSuffix("/role") else { return Answer(question.method == "PUT" ? Self.token : "role") }
      return Answer(#"{"SecretAccessKey": "\#(Self.secret)"}"#)
    } during: { address in
      let environment = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://\(address)", "HOME": "/nonexistent"]
      let aws = await #expect(throws: ClientError.self) {
        _ = try await AWSCredentialChain(environment: environment, http: http).current()
      }
      expectNoSecret(in: try #require(aws), "the error")
    }
    try await answering { _ in
      Answer("canary", status: 200)
    } during: { address in
      let tokens = GoogleTokens(environment: ["GCE_METADATA_HOST": address], runner: ScriptedRunner([:]), http: http)
      let google = await #expect(throws: ClientError.self) { _ = try await tokens.current() }
      expectNoSecret(in: try #require(google), "the error")
    }
  }

  private func expectRefusal(by driver: any PowerDriver) async {
    expectNoSecret(in: driver.summary, "the summary")
    let preflight = { () async throws(ProviderError) in try await driver.preflight(for: .powerOff) }
    for act in [preflight, driver.powerOff, driver.powerOn, driver.terminate] {
      let error = await #expect(throws: ProviderError.self) { try await act() }
      guard let error else { continue }
      expectNoSecret(in: error, "the error")
      expectNoSecret(in: error.remedy, "the remedy")
    }
  }
}
