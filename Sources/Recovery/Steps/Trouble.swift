import Model
import Providers
import Synchronization

/// Why a component does not do its work.
enum Trouble: String, Sendable {
  case down
  case paused
  case crashLooping = "crashing at each start"
}

/// What a step started, in the order of the words.
final class Started: Sendable {
  private let kept = Mutex<[String]>([])

  func note(_ words: String) { kept.withLock { $0.append(words) } }
  var words: [String] { kept.withLock { $0.sorted() } }
}

extension RunbookContext {
  /// Looks several times: a component that crashes at each start is there for a moment now and then.
  func trouble(of component: Component, on machine: any Machine) async throws -> Trouble? {
    let first = try await machine.processes(of: component)
    if first.isEmpty { return .down }
    if first.allSatisfy({ $0.state == "T" }) { return .paused }
    for _ in 0..<4 {
      try? await clock.sleep(until: clock.now() + .milliseconds(100))
      let now = try await machine.processes(of: component)
      let isSame = now.contains { process in first.contains { $0.isSameProcess(as: process) } }
      if !isSame { return .crashLooping }
    }
    return nil
  }

  /// Takes a bad flag away, where the provider knows of such, and starts it.
  func startAnew(_ component: Component, on machine: any Machine, after trouble: Trouble) async throws {
    if trouble == .paused { try await machine.stop(component, grace: .zero) }
    do throws(ProviderError) {
      try await machine.setCrashLooping(component, false)
    } catch .unsupported {}
    try await machine.start(component)
  }
}
