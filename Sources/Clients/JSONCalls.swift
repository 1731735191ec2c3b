import Foundation
import Transport

/// JSON over HTTP, shared by the typed clients.
struct JSONCalls: Sendable {
  /// Asked each time, since a service can move.
  let address: @Sendable () -> String
  let http: HTTPClient

  var base: String { address() }

  func call<Answer: Decodable>(
    _ method: String, _ path: String, body: (any Encodable)? = nil, contentType: String = "application/json",
    deadline: Duration
  ) async throws(ClientError) -> Answer {
    let response = try await raw(method, path, body: body, contentType: contentType, deadline: deadline)
    return try decode(response.body, from: base + path)
  }

  func raw(
    _ method: String, _ path: String, body: (any Encodable)? = nil, contentType: String = "application/json",
    deadline: Duration
  ) async throws(ClientError) -> HTTPResponse {
    let url = base + path
    let bytes = try body.map { body throws(ClientError) in try encode(body, for: url) } ?? []
    let headers =
      [HTTPHeader("Accept", "application/json")] + (body == nil ? [] : [HTTPHeader("Content-Type", contentType)])
    let response: HTTPResponse
    do {
      response = try await http.send(HTTPRequest(method, url, headers: headers, body: bytes, deadline: deadline))
    } catch {
      throw .transport(error)
    }
    guard response.isSuccess else {
      throw .status(response.status, url: url, message: String(response.text.prefix(300)))
    }
    return response
  }

  func decode<Answer: Decodable>(_ bytes: [UInt8], from url: String) throws(ClientError) -> Answer {
    do {
      return try JSONDecoder().decode(Answer.self, from: Data(bytes))
    } catch {
      throw .unreadable(url: url, reason: "\(error)")
    }
  }

  private func encode(_ body: any Encodable, for url: String) throws(ClientError) -> [UInt8] {
    do {
      return Array(try JSONEncoder().encode(body))
    } catch {
      throw .unreadable(url: url, reason: "\(error)")
    }
  }
}
