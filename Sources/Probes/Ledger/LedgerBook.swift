public import Model
import Synchronization

/// What the harness believes about each numbered write: the pure part of the ledger.
public final class LedgerBook: Sendable {
  private struct Pages {
    var acknowledged: [Int: MonotonicTime] = [:]
    var refused: Set<Int> = []
    var unknown: Set<Int> = []
  }

  private let pages = Mutex(Pages())

  public init() {}

  /// Numbers of the writes that were acknowledged from `time` on.
  func acknowledged(from time: MonotonicTime) -> Set<Int> {
    pages.withLock { Set($0.acknowledged.filter { $0.value >= time }.keys) }
  }

  /// - Parameter number: the write's number; the genesis write is 0.
  public func enter(_ number: Int, _ outcome: WriteOutcome, at time: MonotonicTime) {
    pages.withLock { pages in
      switch outcome {
      case .acknowledged: pages.acknowledged[number] = time
      case .refused: pages.refused.insert(number)
      case .unknown: pages.unknown.insert(number)
      }
    }
  }

  /// Compares what was acknowledged with the numbers that are there now.
  ///
  /// - Parameter offset: turns a moment into seconds since the drill began.
  public func compare(with present: Set<Int>, offset: (MonotonicTime) -> Double) -> LedgerFacts {
    pages.withLock { pages in
      let inOrder = pages.acknowledged.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      let missing = inOrder.filter { !present.contains($0.key) }
      let lastSurvivor = missing.first.flatMap { first in
        inOrder.last { present.contains($0.key) && $0.value <= first.value }
      }
      return LedgerFacts(
        acknowledged: pages.acknowledged.count, refused: pages.refused.count, unknown: pages.unknown.count,
        missing: missing.map { LostWrite(number: $0.key, acknowledgedAt: offset($0.value)) },
        genesisPresent: present.contains(0), lastSurvivingAt: lastSurvivor.map { offset($0.value) })
    }
  }
}
