public import Clients
import Foundation
public import Model
import Synchronization
import Transport

/// One watch on the ledger's writes, opened before the incident and never opened again: what became of it is what becomes of
/// any client that trusts its watch.
public final class LedgerWatch: Sendable {
  private static let lifetime = Duration.seconds(24 * 3600)
  /// How long an event may take after its write was acknowledged.
  private static let lag = Duration.seconds(1)

  private let book = WatchBook()
  private let reading: Mutex<Task<Void, Never>?> = Mutex(nil)
  private let opened = MonotonicTime.now()

  /// - Parameter revision: of the ledger's first write; every later one comes as an event.
  /// - Throws: ``ClientError`` when the watch cannot be opened.
  public init(api: KubernetesClient, from revision: String) async throws(ClientError) {
    let stream = try await api.watchConfigMaps(in: Ledger.namespace, from: revision, lifetime: Self.lifetime)
    let book = book
    let task = Task {
      do {
        for try await part in stream.body { book.take(part) }
        book.end("the server ended it", at: .now())
      } catch {
        if !Task.isCancelled { book.end("\(error)", at: .now()) }
      }
    }
    reading.withLock { $0 = task }
  }

  /// The highest revision that it was told; 0 while it has seen nothing.
  public var lastRevision: Int64 { book.lastRevision }

  /// Judges it by the writes that were acknowledged while it was open, then closes it.
  ///
  /// - Parameter offset: seconds since the drill began.
  public func outcome(of ledger: Ledger, offset: (MonotonicTime) -> Double) async -> WatchFacts {
    let writes = ledger.acknowledged(from: opened)
    let deadline = MonotonicTime.now() + Self.lag
    while book.isOpen, !book.hasSeen(writes), MonotonicTime.now() < deadline {
      try? await Task.sleep(for: .milliseconds(20))
    }
    // Before it is closed: that would look as if the server had ended it.
    defer { reading.withLock { $0?.cancel() } }
    return book.facts(acknowledged: writes, offset: offset)
  }
}
