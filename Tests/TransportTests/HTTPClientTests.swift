import Synchronization
import Testing
import Transport
import TruthServer

@Suite(.timeLimit(.minutes(2)))
struct HTTPClientTests {
  let server = TruthServer()
  let client = HTTPClient()
  /// Long enough for any machine; nothing here waits for it.
  let patience = Duration.seconds(30)

  @Test func anAnswerComesWithStatusHeadersAndBody() async throws {
    let answer = try await client.send(HTTPRequest("GET", server.url(), deadline: patience))
    #expect(answer.status == 200)
    #expect(answer.text == "ok")
    #expect(answer.headers["content-type"] == "text/plain")
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"])
  func aBodyIsSentWithAnyMethod(method: String) async throws {
    let request = HTTPRequest(method, server.url("/echo"), body: Array("a\0b".utf8), deadline: patience)
    #expect(try await client.send(request).text == "\(method) a\0b")
  }

  @Test func aBadStatusIsAnAnswer() async throws {
    let answer = try await client.send(HTTPRequest("GET", server.url("/status/503"), deadline: patience))
    #expect(answer.status == 503)
    #expect(!answer.isSuccess)
  }

  @Test func connectionsAreKept() async throws {
    for _ in 0..<5 { _ = try await client.send(HTTPRequest("GET", server.url(), deadline: patience)) }
    #expect(server.accepted == 1)
  }

  /// What answered before the time-out may be dead; what is opened after it is shared as ever.
  @Test func aTimeOutCostsOneNewConnection() async throws {
    async let first = client.send(HTTPRequest("GET", server.url("/late/50"), deadline: patience))
    _ = try await client.send(HTTPRequest("GET", server.url("/late/50"), deadline: patience))
    _ = try await first
    #expect(server.accepted == 2)
    await #expect(throws: HTTPError.self) {
      _ = try await client.send(HTTPRequest("GET", server.url("/silent"), deadline: .milliseconds(50)))
    }
    for _ in 0..<5 { _ = try await client.send(HTTPRequest("GET", server.url(), deadline: patience)) }
    #expect(server.accepted == 3)
  }

  @Test func whatIsUnderWayAtATimeOutIsStillAnswered() async throws {
    async let late = client.send(HTTPRequest("GET", server.url("/late/500"), deadline: patience))
    await #expect(throws: HTTPError.self) {
      _ = try await client.send(HTTPRequest("GET", server.url("/silent"), deadline: .milliseconds(50)))
    }
    #expect(try await late.text == "ok")
  }

  @Test func nothingListeningIsRefused() async throws {
    server.begin(.refuse)
    await #expect(throws: HTTPError.refused(url: server.url())) {
      _ = try await client.send(HTTPRequest("GET", server.url(), deadline: patience))
    }
  }

  @Test func aConnectionClosedWithoutAnAnswerIsReset() async throws {
    let error = await #expect(throws: HTTPError.self) {
      _ = try await client.send(HTTPRequest("GET", server.url("/close"), deadline: patience))
    }
    guard case .reset = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test func aSilentServerTimesOut() async throws {
    let error = await #expect(throws: HTTPError.self) {
      _ = try await client.send(HTTPRequest("GET", server.url("/silent"), deadline: .milliseconds(50)))
    }
    guard case .timedOut = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test func aNameThatDoesNotExistIsADNSError() async throws {
    let error = await #expect(throws: HTTPError.self) {
      _ = try await client.send(HTTPRequest("GET", "http://no-such-host.invalid/", deadline: patience))
    }
    guard case .dns = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test(arguments: ["", "not an address", "ftp://127.0.0.1/"])
  func whatIsNoAddressIsAnInvalidRequest(url: String) async throws {
    let error = await #expect(throws: HTTPError.self) {
      _ = try await client.send(HTTPRequest("GET", url, deadline: patience))
    }
    guard case .invalidRequest = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test func cancellingTheTaskAbortsTheTransfer() async throws {
    let task = Task { try await client.send(HTTPRequest("GET", server.url("/silent"), deadline: .seconds(3600))) }
    while server.requests == 0 { await Task.yield() }
    task.cancel()
    await #expect(throws: HTTPError.cancelled(url: server.url("/silent"))) { _ = try await task.value }
  }

  @Test func aTaskThatIsCancelledAlreadyGetsNoAnswer() async throws {
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await client.send(HTTPRequest("GET", server.url("/silent"), deadline: .seconds(3600)))
    }
    task.cancel()
    await #expect(throws: HTTPError.self) { _ = try await task.value }
  }

  @Test func anAnswerAboveTheLimitIsRefused() async throws {
    let small = HTTPClient(HTTPClientConfiguration(answerLimitBytes: 1))
    await #expect(throws: HTTPError.answerTooLarge(url: server.url(), limitBytes: 1)) {
      _ = try await small.send(HTTPRequest("GET", server.url(), deadline: patience))
    }
  }

  @Test func manyRequestsRunAtOnce() async throws {
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<50 {
        group.addTask {
          let body = Array("\(number)".utf8)
          return try await client.send(HTTPRequest("POST", server.url("/echo"), body: body, deadline: patience)).text
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(answers == Set((0..<50).map { "POST \($0)" }))
  }

  @Test func shutdownEndsWhatIsUnderWayAndWhatComesAfter() async throws {
    let task = Task { try await client.send(HTTPRequest("GET", server.url("/silent"), deadline: .seconds(3600))) }
    while server.requests == 0 { await Task.yield() }
    client.shutdown()
    client.shutdown()
    await #expect(throws: HTTPError.cancelled(url: server.url("/silent"))) { _ = try await task.value }
    await #expect(throws: HTTPError.cancelled(url: server.url())) {
      _ = try await client.send(HTTPRequest("GET", server.url(), deadline: patience))
    }
  }

  @Test func errorsShowNoSecretsOfTheAddress() async throws {
    server.begin(.refuse)
    let url = "http://user:secret@127.0.0.1:\(server.port)/path?token=secret"
    let error = await #expect(throws: HTTPError.self) {
      _ = try await client.send(HTTPRequest("GET", url, deadline: patience))
    }
    #expect(error?.url == "http://127.0.0.1:\(server.port)/path")
    #expect(error.map { "\($0)".contains("secret") } == false)
  }
}
