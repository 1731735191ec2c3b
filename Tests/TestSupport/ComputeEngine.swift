import Foundation
import Synchronization

/// One instance of Compute Engine behind its API, written from the API's public description: an order is answered with
/// an operation, and the instance moves on as the operation does.
///
/// - Source: Compute Engine API, instances and zoneOperations
///   <https://cloud.google.com/compute/docs/reference/rest/v1/instances>
public final class ComputeEngine: Sendable {
  fileprivate struct State {
    var id = 1001
    /// nil: there is none.
    var status: String? = "RUNNING"
    var starts = 1
    var operation: Running?
    var orders: [String] = []
    var granted = ["compute.instances.get", "compute.instances.stop", "compute.instances.start"]
    var failures: [String] = []
    var tokensGiven = 0
  }

  /// An operation with the states of the instance that are still to come, one at each look.
  fileprivate struct Running {
    var name: String
    var steps: [String?]
    var failure: String?
  }

  public static let path = "/compute/v1/projects/my-project/zones/europe-west3-a"
  public let name: String
  private let state = Mutex(State())
  /// Whoever shows the newest token may do everything.
  private let tokenName: String
  private let tokensOf: ComputeEngine?

  /// - Parameter tokensOf: the instance whose metadata server gives the tokens; nil: this one's.
  public init(_ name: String = "cp-1", tokenName: String = "token", tokensOf: ComputeEngine? = nil) {
    self.name = name
    self.tokenName = tokenName
    self.tokensOf = tokensOf
  }

  /// What was ordered, in order: `start`, `stop?noGracefulShutdown=true`, …
  public var orders: [String] { state.withLock(\.orders) }
  public var tokensGiven: Int { state.withLock(\.tokensGiven) }
  /// nil: there is none.
  public var status: String? { state.withLock(\.status) }

  public func grant(_ permissions: [String]) { state.withLock { $0.granted = permissions } }
  /// The operations that are begun next end with these errors.
  public func fail(_ codes: [String]) { state.withLock { $0.failures = codes } }
  /// A token that was given is not valid any more.
  public func revoke() { state.withLock { $0.tokensGiven += 1 } }
  public func setStatus(_ status: String) { state.withLock { $0.status = status } }

  /// A managed group makes an instance of the same name.
  public func makeAnew() {
    state.withLock { state in
      state.id += 1
      state.starts += 1
      state.status = "RUNNING"
    }
  }

  public func answer(_ question: Question) -> Answer {
    if question.path.hasPrefix("/computeMetadata/") { return token(question) }
    let given = tokensOf?.tokensGiven
    return state.withLock { state in
      guard question.headers["authorization"] == "Bearer \(tokenName)-\(given ?? state.tokensGiven)" else {
        return Self.refused(401, "authError", "Invalid credentials: \(question.headers["authorization"] ?? "none")")
      }
      guard question.path.hasPrefix(Self.path + "/") else { return Self.refused(404, "notFound", "No such project.") }
      let words = question.path.dropFirst(Self.path.count).split(separator: "/").map(String.init)
      if words.count == 2, words[0] == "operations" { return state.look(at: words[1]) }
      guard words.starts(with: ["instances", name]), words.count <= 3 else {
        return Self.refused(404, "notFound", "The resource was not found.")
      }
      return state.obey(question, words.count == 3 ? words[2] : "", on: name)
    }
  }

  private func token(_ question: Question) -> Answer {
    guard question.headers["metadata-flavor"] == "Google",
      question.path == "/computeMetadata/v1/instance/service-accounts/default/token"
    else { return Answer("", status: 403) }
    let number = state.withLock { state in
      state.tokensGiven += 1
      return state.tokensGiven
    }
    return Answer(#"{"access_token":"\#(tokenName)-\#(number)","expires_in":3599,"token_type":"Bearer"}"#)
  }

  fileprivate static func refused(_ status: Int, _ reason: String, _ message: String) -> Answer {
    Answer(
      #"{"error":{"code":\#(status),"message":"\#(message)","errors":[{"reason":"\#(reason)","domain":"global"}]}}"#,
      status: status)
  }
}

extension ComputeEngine.State {
  fileprivate mutating func obey(_ question: Question, _ verb: String, on name: String) -> Answer {
    guard let status else { return ComputeEngine.refused(404, "notFound", "The resource '\(name)' was not found.") }
    switch (question.method, verb) {
    case ("GET", ""):
      let time = "2026-01-02T03:04:0\(starts).000-08:00"
      return Answer(#"{"id":"\#(id)","name":"\(name)","status":"\#(status)","lastStartTimestamp":"\#(time)"}"#)
    case ("POST", "testIamPermissions"):
      let list = granted.map { "\"\($0)\"" }.filter { question.body.contains($0) }.joined(separator: ",")
      return Answer(#"{"permissions":[\#(list)]}"#)
    case ("POST", "start"): return begin("start", ["STAGING", "RUNNING"], on: name)
    case ("POST", "stop"):
      let order = question.query.isEmpty ? "stop" : "stop?\(question.query)"
      return begin(order, ["STOPPING", "TERMINATED"], on: name)
    case ("DELETE", ""): return begin("delete", ["STOPPING", nil], on: name)
    default: return ComputeEngine.refused(405, "httpMethodNotAllowed", "Not allowed.")
    }
  }

  /// The instance makes its first step at once, and the others as its operation is looked at.
  private mutating func begin(_ order: String, _ steps: [String?], on instance: String) -> Answer {
    orders.append(order)
    guard operation == nil else { return ComputeEngine.refused(400, "resourceNotReady", "It is busy.") }
    let failure = failures.isEmpty ? nil : failures.removeFirst()
    let name = "operation-\(instance)-\(orders.count)"
    let isDoomed = failure != nil
    operation = ComputeEngine.Running(name: name, steps: isDoomed ? [] : Array(steps.dropFirst()), failure: failure)
    if !isDoomed, let first = steps.first { status = first }
    return Answer(#"{"name":"\#(name)","status":"PENDING"}"#)
  }

  fileprivate mutating func look(at name: String) -> Answer {
    guard let running = operation, running.name == name else {
      return ComputeEngine.refused(404, "notFound", "There is no such operation.")
    }
    if let next = running.steps.first {
      operation?.steps.removeFirst()
      status = next
      if next == "RUNNING" { starts += 1 }
      return Answer(#"{"name":"\#(running.name)","status":"RUNNING"}"#)
    }
    operation = nil
    guard let failure = running.failure else { return Answer(#"{"name":"\#(running.name)","status":"DONE"}"#) }
    return Answer(
      #"""
      {"name":"\#(running.name)","status":"DONE","httpErrorStatusCode":400,
       "error":{"errors":[{"code":"\#(failure)","message":"It says why."}]}}
      """#)
  }
}
