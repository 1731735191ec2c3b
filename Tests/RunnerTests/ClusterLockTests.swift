import Clients
import Foundation
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Runner

/// Taking a cluster's lock, from an API that loses or delays what it is asked.
struct ClusterLockTests {
  @Test func isTaken() async throws {
    try await onServer { server, lock in
      try await lock.take()
      #expect(server.holder?.hasPrefix("mine ") == true)
      await lock.release()
      #expect(server.holder == nil)
    }
  }

  @Test func anothersIsLeftAlone() async throws {
    try await onServer(holder: "another") { server, lock in
      await #expect { try await lock.take() } throws: { error in
        guard case .held(by: "another", _) = error as? ClusterLock.Failure else { return false }
        return true
      }
      #expect(server.holder == "another")
    }
  }

  /// The write is done, and its answer comes when nobody waits for it any more.
  @Test func aWriteWithoutAnAnswerIsAskedAgain() async throws {
    try await onServer(troubles: [.answersLate]) { server, lock in
      try await lock.take()
      #expect(server.holder?.hasPrefix("mine ") == true)
      await lock.release()
    }
  }

  @Test func aServerThatFailsOnceIsAskedAgain() async throws {
    try await onServer(troubles: [.fails, .fails]) { server, lock in
      try await lock.take()
      #expect(server.holder?.hasPrefix("mine ") == true)
      await lock.release()
    }
  }

  @Test func whoeverWasQuickerIsNamed() async throws {
    try await onServer(troubles: [.givesItToAnother]) { _, lock in
      await #expect { try await lock.take() } throws: { error in
        guard case .held(by: "another", _) = error as? ClusterLock.Failure else { return false }
        return true
      }
    }
  }

  @Test func aServerThatGoesOnFailingIsGivenUp() async throws {
    try await onServer(troubles: Array(repeating: .fails, count: 10_000)) { _, lock in
      await #expect { try await lock.take() } throws: { error in
        guard case .unreachable = error as? ClusterLock.Failure else { return false }
        return true
      }
    }
  }

  // MARK: a run that plays elsewhere

  @Test func whoRenewsItsLockElsewhereIsAtWork() async throws {
    try await onServer(holder: "run-1 (process 1 on elsewhere, boot pid:[1])", renews: true) { server, _ in
      #expect(await player(server) == server.holder)
    }
  }

  @Test func whoNoLongerRenewsItIsNot() async throws {
    try await onServer(holder: "run-1 (process 1 on elsewhere, boot pid:[1])") { server, _ in
      #expect(await player(server) == nil)
    }
  }

  private func player(_ server: LeaseServer) async -> String? {
    let http = HTTPClient()
    defer { http.shutdown() }
    let address = server.address.withLock(\.self)
    let api = KubernetesClient(endpoint: "http://\(address)", http: http)
    return await ClusterLock.player(api, of: ["run-1"], watching: .seconds(3))
  }

  private func onServer(
    holder: String? = nil, troubles: [LeaseServer.Trouble] = [], renews: Bool = false,
    _ body: @Sendable (LeaseServer, ClusterLock) async throws -> Void
  ) async throws {
    let server = LeaseServer(holder: holder, troubles: troubles, renews: renews)
    let http = HTTPClient()
    defer { http.shutdown() }
    try await answering(server.answer) { address in
      server.address.withLock { $0 = address }
      let api = KubernetesClient(endpoint: "http://\(address)", http: http)
      let lock = ClusterLock(api: api, run: "mine", limit: .seconds(2), patience: .seconds(8))
      try await body(server, lock)
    }
  }
}

/// Of all that Kubernetes does with a lease: versions, conflicts, and what goes wrong with writes.
private final class LeaseServer: Sendable {
  enum Trouble: Hashable, Sendable {
    case fails
    case answersLate
    case givesItToAnother
  }

  private struct State {
    var holder: String?
    var version = 1
    var troubles: [Trouble]
    var renews: Bool
    var renewed = 0
  }

  let address = Mutex("")
  private let state: Mutex<State>

  var holder: String? { state.withLock(\.holder) }

  /// - Parameter renews: another time, each time that it is asked.
  init(holder: String?, troubles: [Trouble], renews: Bool) {
    state = Mutex(State(holder: holder, troubles: troubles, renews: renews))
  }

  func answer(_ question: Question) async -> Answer {
    switch question.method {
    case "GET":
      return state.withLock { state in
        if state.renews { state.renewed += 1 }
        return Self.shown(state)
      }
    case "DELETE":
      return state.withLock { state in
        state.holder = nil
        return Answer("{}")
      }
    default:
      let (answer, isLate) = state.withLock { Self.write(question, &$0) }
      if isLate { try? await Task.sleep(for: .seconds(4)) }
      return answer
    }
  }

  private static func shown(_ state: State) -> Answer {
    guard let holder = state.holder else { return Answer("{}", status: 404) }
    return Answer(
      """
      {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
       "metadata": {"name": "firedrill", "resourceVersion": "\(state.version)"},
       "spec": {"holderIdentity": "\(holder)", "leaseDurationSeconds": 300, "renewTime": "2100-01-01T00:00:\(String(format: "%02d", state.renewed % 60)).000000Z"}}
      """)
  }

  private static func write(_ question: Question, _ state: inout State) -> (Answer, isLate: Bool) {
    let trouble = state.troubles.isEmpty ? nil : state.troubles.removeFirst()
    if trouble == .fails { return (Answer("{}", status: 500), false) }
    if trouble == .givesItToAnother { state.holder = "another" }
    let isFresh = question.method == "POST" ? state.holder == nil : question.body.contains(#""\#(state.version)""#)
    guard isFresh else { return (Answer("{}", status: 409), false) }
    let holder = question.body.firstMatch(of: #/"holderIdentity":"([^"]*)"/#)
    state.holder = holder.map { String($0.output.1) }
    state.version += 1
    return (shown(state), trouble == .answersLate)
  }
}
