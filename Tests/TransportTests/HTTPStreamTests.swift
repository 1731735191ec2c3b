import Testing
import Transport
import TruthServer

@Suite(.timeLimit(.minutes(2)))
struct HTTPStreamTests {
  let server = TruthServer()
  let client = HTTPClient()
  let patience = Duration.seconds(30)

  @Test func aBodyIsReadToItsEnd() async throws {
    let stream = try await client.stream(
      HTTPRequest("GET", server.url("/lines"), deadline: patience), lifetime: patience)
    var text = ""
    for try await part in stream.body { text += String(decoding: part, as: UTF8.self) }
    #expect(stream.status == 200)
    #expect(text == "one\ntwo\nthree\n")
  }

  @Test func partsComeWhileTheAnswerIsStillOpen() async throws {
    let stream = try await client.stream(
      HTTPRequest("GET", server.url("/drip"), deadline: patience), lifetime: patience)
    var text = ""
    for try await part in stream.body {
      text += String(decoding: part, as: UTF8.self)
      if text == "one\ntwo\n" { break }
    }
    #expect(text == "one\ntwo\n")
  }

  @Test func aServerThatDiesEndsTheBodyWithAnError() async throws {
    let stream = try await client.stream(
      HTTPRequest("GET", server.url("/drip"), deadline: patience), lifetime: patience)
    server.begin(.refuse)
    let error = await #expect(throws: HTTPError.self) { for try await _ in stream.body {} }
    guard case .reset = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test func noHeadInTimeIsATimeout() async throws {
    let request = HTTPRequest("GET", server.url("/silent"), deadline: .milliseconds(50))
    let error = await #expect(throws: HTTPError.self) { _ = try await client.stream(request, lifetime: .seconds(3600)) }
    guard case .timedOut = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test func theLifetimeEndsTheBody() async throws {
    let request = HTTPRequest("GET", server.url("/drip"), deadline: patience)
    let stream = try await client.stream(request, lifetime: .milliseconds(200))
    let error = await #expect(throws: HTTPError.self) { for try await _ in stream.body {} }
    guard case .timedOut = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test func cancellingTheReaderEndsTheBody() async throws {
    let stream = try await client.stream(
      HTTPRequest("GET", server.url("/drip"), deadline: patience), lifetime: .seconds(3600))
    let task = Task { for try await _ in stream.body {} }
    task.cancel()
    try await task.value
  }
}
