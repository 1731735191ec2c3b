import Model
import TestSupport
import Testing

@testable import Runner

struct DrillQueueTests {
  @Test func oneAtATimeKeepsTheOrder() {
    #expect(played([3, 1, 1, 3, 1], slots: 1) == [0, 1, 2, 3, 4])
  }

  /// Half of them are heavy, so one of the two slots is theirs to the end.
  @Test func twoHeavyClustersAreNotSideBySideWhileALightOneWaits() {
    var queue = DrillQueue(drills([3, 3, 3, 1, 1, 1]), slots: 2)
    var underWay = [queue.next(), queue.next()].compactMap(\.self)
    #expect(underWay.map(\.index) == [0, 3])
    for expected in [[1, 3], [1, 4], [2, 4], [2, 5]] {
      let ended = underWay.remove(at: expected[0] == underWay[0].index ? 1 : 0)
      queue.ended(ended.drill)
      if let next = queue.next() { underWay.append(next) }
      underWay.sort { $0.index < $1.index }
      #expect(underWay.map(\.index) == expected)
    }
  }

  @Test func noSlotStaysEmptyWhenOnlyHeavyOnesAreLeft() {
    #expect(played([3, 3, 1], slots: 2) == [0, 1, 2])
    #expect(played([1, 3, 3, 3], slots: 2).sorted() == [0, 1, 2, 3])
  }

  @Test func allOfOneKindKeepTheOrder() {
    #expect(played([1, 1, 1], slots: 2) == [0, 1, 2])
    #expect(played([3, 3, 3], slots: 2) == [0, 1, 2])
    #expect(played([], slots: 2).isEmpty)
  }

  @Test func whatStillWaitsIsHandedOverOnce() {
    var queue = DrillQueue(drills([3, 1, 3]), slots: 2)
    _ = queue.next()
    #expect(queue.drain().map(\.index) == [1, 2])
    #expect(queue.drain().isEmpty)
    #expect(queue.next() == nil)
  }

  /// The order in which they are handed out when the oldest always ends first.
  private func played(_ controlPlanes: [Int], slots: Int) -> [Int] {
    var queue = DrillQueue(drills(controlPlanes), slots: slots)
    var underWay: [(index: Int, drill: Drill)] = []
    var order: [Int] = []
    while true {
      while underWay.count < slots, let next = queue.next() {
        order.append(next.index)
        underWay.append(next)
      }
      guard let first = underWay.first else { return order }
      queue.ended(first.drill)
      underWay.removeFirst()
    }
  }

  private func drills(_ controlPlanes: [Int]) -> [Drill] {
    controlPlanes.map { number in
      var drill = Drill.sample()
      drill.cluster.controlPlanes = number
      return drill
    }
  }
}
