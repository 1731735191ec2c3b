import FlyingFox
import FlyingSocks
import Foundation

/// What a test's own server was asked.
public struct Question: Hashable, Sendable {
  public var method: String
  public var path: String
  /// Behind the question mark, as it was sent.
  public var query: String
  /// By names in lower case.
  public var headers: [String: String]
  public var body: String

  /// A field of a body that is a web form.
  public func field(_ name: String) -> String? {
    for pair in body.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts[0] == name, parts.count == 2 { return parts[1].removingPercentEncoding }
    }
    return nil
  }
}

public struct Answer: Sendable {
  public var status = 200
  public var body: String

  public init(_ body: String, status: Int = 200) {
    self.body = body
    self.status = status
  }
}

/// Answers on a free port of 127.0.0.1 while `body` runs; `body` gets the address, `127.0.0.1:PORT`.
@discardableResult
public func answering<Result: Sendable>(
  _ answer: @escaping @Sendable (Question) async -> Answer, during body: @Sendable (String) async throws -> Result
) async throws -> Result {
  let handler = ClosureHTTPHandler { request in
    let reply = await answer(try await question(request))
    return HTTPResponse(statusCode: HTTPStatusCode(reply.status, phrase: "Answer"), body: Data(reply.body.utf8))
  }
  let server = HTTPServer(address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled, handler: handler)
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await server.run() }
    // Long, for a busy host: this only ends a test that would hang.
    try await server.waitUntilListening(timeout: 60)
    guard case .ip4(_, let port)? = await server.listeningAddress else { throw CocoaError(.featureUnsupported) }
    let result = try await body("127.0.0.1:\(port)")
    await server.stop()
    group.cancelAll()
    return result
  }
}

private func question(_ request: HTTPRequest) async throws -> Question {
  var headers: [String: String] = [:]
  for (header, value) in request.headers { headers[header.rawValue.lowercased()] = value }
  return Question(
    method: request.method.rawValue, path: request.target.path(), query: request.target.query(), headers: headers,
    body: String(decoding: try await request.bodyData, as: UTF8.self))
}
