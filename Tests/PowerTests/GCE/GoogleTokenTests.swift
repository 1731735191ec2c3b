import Clients
import Model
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2)))
struct GoogleTokenTests {
  private let http = HTTPClient()
  private static let gcloud = ["gcloud", "auth", "print-access-token"]

  private func tokens(_ address: String, _ runner: ScriptedRunner = ScriptedRunner([:])) -> GoogleTokens {
    GoogleTokens(environment: ["GCE_METADATA_HOST": address], runner: runner, http: http)
  }

  private func client(_ address: String, _ tokens: GoogleTokens) -> GCEClient {
    GCEClient(
      GCEInstance(
        project: "my-project", zone: "europe-west3-a", name: "cp-1", endpoint: "http://\(address)/compute/v1"),
      tokens: tokens, http: http)
  }

  @Test func aTokenIsKeptUntilItIsRefused() async throws {
    let engine = ComputeEngine()
    try await answering(engine.answer) { address async throws in
      let client = client(address, tokens(address))
      for _ in 0..<3 { #expect(try await client.instance(deadline: .seconds(30))?.status == "RUNNING") }
      #expect(engine.tokensGiven == 1)
      engine.revoke()
      #expect(try await client.instance(deadline: .seconds(30))?.status == "RUNNING")
      #expect(engine.tokensGiven == 3)
    }
  }

  @Test func aTokenThatIsRefusedTwiceIsAnError() async throws {
    let engine = ComputeEngine()
    let runner = ScriptedRunner([Self.gcloud: { _ in .prints("of another account\n") }])
    try await answering(engine.answer) { address in
      let error = await #expect(throws: ClientError.self) {
        _ = try await client(address, tokens("127.0.0.1:1", runner)).instance(deadline: .seconds(30))
      }
      guard case .refused("authError", 401, _, _) = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
    }
    #expect(runner.calls == [Self.gcloud, Self.gcloud])
  }

  @Test func withoutAMetadataServerGcloudIsAsked() async throws {
    let runner = ScriptedRunner([Self.gcloud: { _ in .prints("mine\n") }])
    let tokens = tokens("127.0.0.1:1", runner)
    #expect(try await tokens.current() == Secret("mine"))
    #expect(try await tokens.current() == Secret("mine"))
    #expect(runner.calls == [Self.gcloud])
  }

  @Test(arguments: [("", "it printed nothing"), ("not logged in", "not logged in")])
  func whereNothingIsFoundEveryPlaceIsNamed(failure: String, expected: String) async throws {
    let runner = ScriptedRunner([Self.gcloud: { _ in failure.isEmpty ? .prints("") : .fails(failure) }])
    let error = await #expect(throws: ClientError.self) { _ = try await tokens("127.0.0.1:1", runner).current() }
    for place in ["the metadata server", "gcloud auth print-access-token", expected] {
      #expect(error.map { "\($0)".contains(place) } == true, "\(String(describing: error))")
    }
  }
}
