import Model
import Synchronization

/// What is known about every lane, written by the sampling thread and read by anyone.
final class Board: Sendable {
  struct Page {
    var tracker: OutageTracker
    var statistics = LaneStatistics()
    var isOverdue = false
  }

  private let pages = Mutex<[LaneID: Page]>([:])

  func open(_ lane: Lane) {
    pages.withLock {
      $0[lane.id] = Page(
        tracker: OutageTracker(
          joinWithin: lane.interval * 2, promptWithin: lane.interval / 2, slowAfter: lane.slowAfter))
    }
  }

  func change<Result: Sendable>(_ lane: LaneID, _ change: (inout Page) -> Result) -> Result? {
    pages.withLock { pages in pages[lane].map { _ in change(&pages[lane, default: Page(tracker: OutageTracker())]) } }
  }

  func read<Result: Sendable>(_ lane: LaneID, _ read: (Page) -> Result) -> Result? {
    pages.withLock { $0[lane].map(read) }
  }

  func statistics() -> [LaneID: LaneStatistics] { pages.withLock { $0.mapValues(\.statistics) } }

  func markUnobserved(_ span: TimeSpan) {
    pages.withLock { pages in
      for lane in pages.keys { pages[lane]?.tracker.markUnobserved(span) }
    }
  }
}
