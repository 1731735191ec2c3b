public import Model
import Synchronization
import Transport

/// A real HTTP/1.1 server on loopback that goes down on command and knows to the microsecond when it did.
///
/// What probes measure is compared with what it says. One thread of its own serves every connection.
public final class TruthServer: Sendable {
  /// The port it listens on at `127.0.0.1`, the same again after every outage.
  public let port: UInt16
  private let mailbox: ServerMailbox
  private let thread: DedicatedThread
  private let isStopped = Atomic(false)

  public init() {
    let listener = Listener.open()
    listener.listen()
    port = listener.port
    let mailbox = ServerMailbox()
    self.mailbox = mailbox
    thread = DedicatedThread(name: "truth-server") { ServerLoop(listener, mailbox).run() }
  }

  deinit { stop() }

  public func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// Goes down, and returns when it did.
  @discardableResult
  public func begin(_ kind: OutageKind) -> MonotonicTime { mailbox.ask(.begin(kind)) }

  /// Comes back, and returns when it did.
  @discardableResult
  public func end() -> MonotonicTime { mailbox.ask(.end) }

  /// Connections that were accepted so far.
  public var accepted: Int { mailbox.accepted.load(ordering: .relaxed) }
  /// Requests that were read so far.
  public var requests: Int { mailbox.requests.load(ordering: .relaxed) }

  public func stop() {
    guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
    _ = mailbox.ask(.stop)
    thread.join()
  }
}
