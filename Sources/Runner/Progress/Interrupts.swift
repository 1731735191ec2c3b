import Dispatch
import Glibc

/// Turns the first SIGINT, SIGTERM or SIGHUP into a call, and a second one into the end of the process.
///
/// A local sandbox dies with its parent, so leaving at once leaves nothing behind.
public final class Interrupts: Sendable {
  // A dispatch source may be used from any thread; it only lacks the mark.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  private init(sources: [any DispatchSourceSignal]) {
    self.sources = sources
  }

  public static func watch(_ first: @escaping @Sendable () -> Void) -> Interrupts {
    let queue = DispatchQueue(label: "signals")
    let count = Counter()
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if count.next() == 1 { first() } else { _exit(2) }
      }
      source.activate()
      return source
    }
    return Interrupts(sources: sources)
  }

  public func stop() {
    for source in sources { source.cancel() }
  }
}

private final class Counter: @unchecked Sendable {
  // Only touched on the signals' serial queue.
  private var value = 0

  func next() -> Int {
    value += 1
    return value
  }
}
