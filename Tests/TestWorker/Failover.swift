import Model
import Providers
import Transport

/// What clients with new connections see through the load balancer while one of several apiservers fails.
struct Failover: Sendable {
  let cluster: LocalCluster

  func run() async throws {
    guard let machine = cluster.machines.first else { return }
    let crash = try await watch(for: .seconds(3)) { try await machine.send(.kill, to: .apiserver) }
    say("crash \(crash)")
    try await Task.sleep(for: .seconds(15))
    let hang = try await watch(for: .seconds(8)) { try await machine.send(.stop, to: .apiserver) }
    try await machine.send(.continue, to: .apiserver)
    say("hang \(hang)")
  }

  /// Asks 20 times a second, each time on a new connection.
  private func watch(for span: Duration, _ fault: @Sendable () async throws -> Void) async throws -> Outcome {
    try await fault()
    let begun = MonotonicTime.now()
    return await withTaskGroup(of: (Duration, Bool).self) { group in
      for number in 0..<Int(span.seconds * 20) {
        group.addTask {
          let offset = Duration.milliseconds(50) * number
          try? await Task.sleep(for: offset - (MonotonicTime.now() - begun))
          return (MonotonicTime.now() - begun, await ask())
        }
      }
      var outcome = Outcome()
      for await (at, isGood) in group {
        outcome.requests += 1
        if !isGood {
          outcome.failures += 1
          outcome.lastFailure = max(outcome.lastFailure, at)
        }
      }
      return outcome
    }
  }

  private func ask() async -> Bool {
    let admin = cluster.access.admin
    let client = HTTPClient(
      HTTPClientConfiguration(
        tls: TLSIdentity(authorityFile: admin.authority, certificateFile: admin.certificate, keyFile: admin.key)))
    defer { client.shutdown() }
    let answer = try? await client.send(HTTPRequest("GET", cluster.access.api + "/version", deadline: .seconds(1)))
    return answer?.status == 200
  }

  struct Outcome: CustomStringConvertible, Sendable {
    var requests = 0
    var failures = 0
    /// When the last request that failed was begun, counted from the fault.
    var lastFailure = Duration.zero

    var description: String { "requests \(requests) failures \(failures) last \(lastFailure.seconds)" }
  }
}
