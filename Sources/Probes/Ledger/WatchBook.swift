import Foundation
public import Model
import Synchronization

/// What one watch told: the pure part of ``LedgerWatch``.
public final class WatchBook: Sendable {
  struct Pages {
    var unread: [UInt8] = []
    /// Writes by their number.
    var seen: Set<Int> = []
    var lastRevision: Int64 = 0
    var lastSeenAt: MonotonicTime?
    var backwards: String?
    var end: (why: String, at: MonotonicTime)?
  }

  private let pages = Mutex(Pages())

  public init() {}

  public var isOpen: Bool { pages.withLock { $0.end == nil } }
  public var lastRevision: Int64 { pages.withLock(\.lastRevision) }
  func hasSeen(_ writes: Set<Int>) -> Bool { pages.withLock { $0.seen.isSuperset(of: writes) } }

  /// Takes bytes as they come: one JSON text a line, a line in any number of parts.
  public func take(_ part: [UInt8]) {
    pages.withLock { pages in
      pages.unread += part
      while let end = pages.unread.firstIndex(of: 0x0A) {
        pages.take(line: pages.unread[..<end])
        pages.unread.removeSubrange(...end)
      }
    }
  }

  public func end(_ why: String, at time: MonotonicTime) {
    pages.withLock { $0.end = $0.end ?? (why, time) }
  }

  /// - Parameter acknowledged: numbers of the writes that the API acknowledged while the watch was open.
  public func facts(acknowledged: Set<Int>, offset: (MonotonicTime) -> Double) -> WatchFacts {
    pages.withLock { pages in
      if let backwards = pages.backwards { return WatchFacts(outcome: .wrong, detail: backwards) }
      let missed = acknowledged.subtracting(pages.seen)
      // Before the last event that came: what came later overtook it. After it, the watch has only fallen silent.
      let newest = pages.seen.max() ?? 0
      let overtaken = missed.filter { $0 + Self.concurrent < newest }
      if !overtaken.isEmpty {
        return WatchFacts(outcome: .wrong, detail: Self.missing(overtaken))
      }
      if let end = pages.end {
        return WatchFacts(outcome: .ended, detail: "at \(Self.seconds(offset(end.at))): \(end.why)")
      }
      guard missed.isEmpty else {
        let since = pages.lastSeenAt.map { "since \(Self.seconds(offset($0)))" } ?? "from the beginning"
        return WatchFacts(
          outcome: .ended, detail: "silent \(since), as on a dead connection; a client's own ping ends it")
      }
      return WatchFacts(
        outcome: .correct,
        detail: "open to the end: \(pages.seen.count) writes seen, up to revision \(pages.lastRevision)")
    }
  }

  /// Writes under way at once may be committed in any order.
  private static let concurrent = 64

  private static func missing(_ numbers: Set<Int>) -> String {
    let first = numbers.sorted().prefix(3).map { "#\($0)" }.joined(separator: ", ")
    return
      "\(numbers.count) acknowledged writes never came while later ones did: \(first)\(numbers.count > 3 ? ", …" : "")"
  }

  private static func seconds(_ offset: Double) -> String { DurationText.brief(Duration(seconds: offset)) }
}

extension WatchBook.Pages {
  private struct Line: Decodable {
    struct Object: Decodable {
      struct Metadata: Decodable {
        let name: String?
        let resourceVersion: String?
      }

      let metadata: Metadata?
      let message: String?
    }

    let type: String
    let object: Object
  }

  fileprivate mutating func take(line: ArraySlice<UInt8>) {
    guard let event = try? JSONDecoder().decode(Line.self, from: Data(line)) else { return }
    if event.type == "ERROR" {
      end = end ?? ("the server said: \(event.object.message ?? "an error")", .now())
      return
    }
    guard let metadata = event.object.metadata, let revision = metadata.resourceVersion.flatMap({ Int64($0) }) else {
      return
    }
    if revision < lastRevision {
      backwards = backwards ?? "its revision went back from \(lastRevision) to \(revision)"
    }
    lastRevision = max(lastRevision, revision)
    lastSeenAt = .now()
    if let number = metadata.name.flatMap(Ledger.number(of:)) { seen.insert(number) }
  }
}
