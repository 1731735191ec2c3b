import FlyingFox
import FlyingSocks
import Foundation

/// A local stand-in for the place that official releases are downloaded from.
///
/// It counts what is asked for, so that a test can say that nothing was asked for.
actor ReleaseServer {
  /// What one address answers.
  enum Answer: Sendable {
    case whole(Data)
    /// The connection is closed after `sent`, short of the length that was announced.
    case cutOff(sent: Data, announced: Int)
    /// `sent`, and then nothing more on an open connection.
    case stalled(sent: Data, announced: Int)
    case notFound
  }

  private var answers: [String: Answer]
  private(set) var requests: [String] = []

  private init(answers: [String: Answer]) {
    self.answers = answers
  }

  /// Serves `answers`, by path, on a free port of 127.0.0.1 while `body` runs; `body` gets the server and its address.
  static func serving<Result: Sendable>(
    _ answers: [String: Answer], _ body: @Sendable (ReleaseServer, String) async throws -> Result
  ) async throws -> Result {
    let release = ReleaseServer(answers: answers)
    let handler = ClosureHTTPHandler { await release.answer(to: $0.path) }
    let server = HTTPServer(address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled, handler: handler)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      // Long, for a busy host: this only ends a test that would hang.
      try await server.waitUntilListening(timeout: 60)
      guard case .ip4(_, port: let port)? = await server.listeningAddress else { throw CocoaError(.featureUnsupported) }
      let result = try await body(release, "http://127.0.0.1:\(port)")
      await server.stop()
      group.cancelAll()
      return result
    }
  }

  func change(_ path: String, to answer: Answer) {
    answers[path] = answer
  }

  /// Returns when `path` has been asked for, or throws after a generous while.
  func awaitRequest(for path: String) async throws {
    for _ in 0..<1_000 {
      if requests.contains(path) { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw CocoaError(.fileReadUnknown)
  }

  private func answer(to path: String) -> HTTPResponse {
    requests.append(path)
    switch answers[path] ?? .notFound {
    case .whole(let data):
      return HTTPResponse(statusCode: .ok, body: data)
    case .cutOff(let sent, let announced):
      return HTTPResponse(statusCode: .ok, body: HTTPBodySequence(from: BreakingOff(sent: sent), count: announced))
    case .stalled(let sent, let announced):
      // The server leaves the connection open for the rest that was announced.
      return HTTPResponse(statusCode: .ok, headers: [.contentLength: "\(announced)"], body: sent)
    case .notFound:
      return HTTPResponse(statusCode: .notFound)
    }
  }
}

/// A body that ends in an error after `sent`, at which the server closes the connection.
private struct BreakingOff: AsyncBufferedSequence {
  typealias Element = UInt8
  let sent: Data

  func makeAsyncIterator() -> Iterator { Iterator(rest: sent) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    var rest: Data

    mutating func next() async throws -> UInt8? {
      guard let byte = rest.popFirst() else { throw SocketError.disconnected }
      return byte
    }

    mutating func nextBuffer(suggested count: Int) async throws -> Data? {
      guard !rest.isEmpty else { throw SocketError.disconnected }
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
  }
}
