import Foundation
public import Model
public import Transport

/// The Compute Engine API, version 1, as far as it concerns one instance.
///
/// - Source: Compute Engine API <https://cloud.google.com/compute/docs/reference/rest/v1>
public struct GCEClient: Sendable {
  public let place: GCEInstance
  private let zone: String
  private let tokens: GoogleTokens
  private let http: HTTPClient

  /// - Parameters:
  ///   - place: its `endpoint` is the API's base URL with the version: `https://compute.googleapis.com/compute/v1`.
  ///   - tokens: who asks.
  public init(_ place: GCEInstance, tokens: GoogleTokens, http: HTTPClient) {
    let base = (place.endpoint ?? "https://compute.googleapis.com/compute/v1").withoutLastSlash
    self.place = place
    zone = "\(base)/projects/\(place.project)/zones/\(place.zone)"
    self.tokens = tokens
    self.http = http
  }

  /// - Returns: nil where there is no such instance.
  public func instance(deadline: Duration) async throws(ClientError) -> Instance? {
    do {
      let answer: InstanceAnswer = try await call("GET", instancePath, deadline: deadline)
      return Instance(id: answer.id, status: answer.status, lastStart: answer.lastStartTimestamp)
    } catch .refused(_, 404, _, _) {
      return nil
    }
  }

  public func start(deadline: Duration) async throws(ClientError) -> Operation {
    try await call("POST", instancePath + "/start", deadline: deadline)
  }

  /// Its system is asked to shut down; after 90 seconds the machine is off in any case.
  ///
  /// - Parameter isGraceful: whether the instance's own period of graceful shutdown comes first, where it has one.
  public func stop(isGraceful: Bool, deadline: Duration) async throws(ClientError) -> Operation {
    try await call("POST", instancePath + "/stop" + (isGraceful ? "" : "?noGracefulShutdown=true"), deadline: deadline)
  }

  public func delete(deadline: Duration) async throws(ClientError) -> Operation {
    try await call("DELETE", instancePath, deadline: deadline)
  }

  /// How an operation stands now.
  public func operation(_ name: String, deadline: Duration) async throws(ClientError) -> Operation {
    try await call("GET", "\(zone)/operations/\(name)", deadline: deadline)
  }

  /// - Returns: those of `permissions` that whoever asks has on the instance.
  public func granted(_ permissions: [String], deadline: Duration) async throws(ClientError) -> Set<String> {
    let answer: Permissions = try await call(
      "POST", instancePath + "/testIamPermissions", body: Permissions(permissions: permissions), deadline: deadline)
    return Set(answer.permissions ?? [])
  }

  private var instancePath: String { "\(zone)/instances/\(place.name)" }

  private func call<Answer: Decodable>(
    _ method: String, _ url: String, body: Permissions? = nil, deadline: Duration
  ) async throws(ClientError) -> Answer {
    do {
      return try await callOnce(method, url, body, deadline)
    } catch .refused(_, 401, _, _) {
      // A token that was kept may have been revoked.
      tokens.forget()
      return try await callOnce(method, url, body, deadline)
    }
  }

  private func callOnce<Answer: Decodable>(
    _ method: String, _ url: String, _ body: Permissions?, _ deadline: Duration
  ) async throws(ClientError) -> Answer {
    var request = HTTPRequest(
      method, url, headers: [HTTPHeader("Accept", "application/json")],
      authorization: .bearer(try await tokens.current()), deadline: deadline)
    if let body {
      request.headers.append(HTTPHeader("Content-Type", "application/json"))
      request.body = Array((try? JSONEncoder().encode(body)) ?? Data())
    }
    let response: HTTPResponse
    do {
      response = try await http.send(request)
    } catch {
      throw .transport(error)
    }
    guard response.isSuccess else { throw refusal(response, of: request) }
    do {
      return try JSONDecoder().decode(Answer.self, from: Data(response.body))
    } catch {
      throw .unreadable(url: url, reason: "\(error)")
    }
  }

  private func refusal(_ response: HTTPResponse, of request: HTTPRequest) -> ClientError {
    func line(_ text: String) -> String {
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return String((request.authorization?.hidden(in: words) ?? words).prefix(300))
    }
    guard let answer = try? JSONDecoder().decode(ErrorAnswer.self, from: Data(response.body)) else {
      return .status(response.status, url: request.url, message: line(response.text))
    }
    let code = answer.error.errors?.first?.reason ?? answer.error.status ?? "\(response.status)"
    return .refused(
      code: code, status: response.status, url: request.url, message: line(answer.error.message ?? "no reason given"))
  }

  private struct InstanceAnswer: Decodable {
    let id: String
    let status: String
    let lastStartTimestamp: String?
  }

  private struct Permissions: Codable {
    var permissions: [String]?
  }

  private struct ErrorAnswer: Decodable {
    struct Problem: Decodable {
      struct Detail: Decodable {
        let reason: String?
      }

      let message: String?
      let status: String?
      let errors: [Detail]?
    }

    let error: Problem
  }
}
