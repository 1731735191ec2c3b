import Synchronization

/// Gathers what a process writes, up to a limit, readable also while it still writes.
final class OutputCollector: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var isTruncated = false
  }

  private let limitBytes: Int
  private let state = Mutex(State())

  init(limitBytes: Int) { self.limitBytes = limitBytes }

  func append(_ part: [UInt8]) {
    state.withLock { state in
      let room = max(0, limitBytes - state.bytes.count)
      state.bytes += part.prefix(room)
      if part.count > room { state.isTruncated = true }
    }
  }

  var bytes: [UInt8] { state.withLock { $0.bytes } }
  var isTruncated: Bool { state.withLock { $0.isTruncated } }
}
