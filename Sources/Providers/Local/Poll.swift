import Model

enum PollAnswer<Value: Sendable>: Sendable {
  case ready(Value)
  case waiting(String)
}

/// Asks again and again until the answer is ready.
///
/// - Throws: ``ProviderError/notReady(what:waited:lastSeen:)`` with the last answer when `limit` has passed.
func poll<Value: Sendable>(
  _ what: String, every interval: Duration, within limit: Duration,
  _ question: () async throws(ProviderError) -> PollAnswer<Value>
) async throws(ProviderError) -> Value {
  let begun = MonotonicTime.now()
  while true {
    let lastSeen: String
    switch try await question() {
    case .ready(let value): return value
    case .waiting(let seen): lastSeen = seen
    }
    let waited = MonotonicTime.now() - begun
    guard waited < limit else { throw .notReady(what: what, waited: waited, lastSeen: lastSeen) }
    do {
      try await Task.sleep(for: interval)
    } catch {
      throw .notReady(what: what, waited: MonotonicTime.now() - begun, lastSeen: "cancelled; \(lastSeen)")
    }
  }
}
