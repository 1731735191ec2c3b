import Dispatch
import Glibc
import Model

/// Turns the first SIGINT, SIGTERM or SIGHUP into a call, and a later second one into the end of the process.
///
/// A local sandbox dies with its parent, so leaving at once leaves nothing behind. Elsewhere the worker goes on until it has
/// taken out what it put in.
public final class Interrupts: Sendable {
  // A dispatch source may be used from any thread; it only lacks the mark.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  private init(sources: [any DispatchSourceSignal]) {
    self.sources = sources
  }

  /// - Parameter farewell: what the second one prints; nil where nothing can be left behind.
  public static func watch(farewell: String? = nil, _ first: @escaping @Sendable () -> Void) -> Interrupts {
    let queue = DispatchQueue(label: "signals")
    let presses = Presses()
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        switch presses.next() {
        case .first: first()
        case .tooSoon: break
        case .again:
          guard let farewell else { _exit(2) }
          Terminal.write(farewell, to: 2)
          _exit(3)
        }
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

private final class Presses: @unchecked Sendable {
  enum Press {
    case first, again
    /// A terminal and a job runner may both send one, and a nervous finger two: neither means "without a report".
    case tooSoon
  }

  // Only touched on the signals' serial queue.
  private var firstAt: MonotonicTime?

  func next() -> Press {
    let now = MonotonicTime.now()
    guard let firstAt else {
      firstAt = now
      return .first
    }
    return now - firstAt < .seconds(1) ? .tooSoon : .again
  }
}
