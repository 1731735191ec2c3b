import Model
import TestSupport
import Testing

@testable import Runner

struct DrillQueueTests {
  /// - Parameter sizes: control planes of each drill.
  private func queue(_ sizes: [Int], parallel: Int, processors: Int) -> DrillQueue {
    DrillQueue(
      sizes.map { .sample(cluster: ClusterSpec(controlPlanes: $0)) }, parallel: parallel, processors: processors)
  }

  private func begun(_ queue: inout DrillQueue) -> [Int] {
    var begun: [Int] = []
    while let entry = queue.next() { begun.append(entry.index) }
    return begun
  }

  @Test func oneAtATimeKeepTheirOrder() {
    var queue = queue([1, 3, 1], parallel: 1, processors: 2)
    for index in 0..<3 {
      #expect(begun(&queue) == [index])
      queue.ended(index)
    }
    #expect(begun(&queue) == [])
  }

  @Test func aLargeClusterGoesBesideSmallOnesAndNotBesideALargeOne() {
    var queue = queue([1, 3, 3, 1], parallel: 2, processors: 2)
    #expect(begun(&queue) == [1, 0])
    queue.ended(0)
    #expect(begun(&queue) == [3])
    queue.ended(3)
    #expect(begun(&queue) == [], "another large one would be too much")
    queue.ended(1)
    #expect(begun(&queue) == [2])
  }

  @Test func twoMayFollowALargeOne() {
    var queue = queue([3, 1, 1, 1], parallel: 3, processors: 2)
    #expect(begun(&queue) == [0, 1])
    queue.ended(0)
    #expect(begun(&queue) == [2, 3])
  }

  @Test func aLargerHostBearsThemAtOnce() {
    var queue = queue([3, 3, 3], parallel: 2, processors: 4)
    #expect(begun(&queue) == [0, 1])
  }

  @Test func whatNoHostOfThatSizeBearsIsPlayedAlone() {
    var queue = queue([5, 1], parallel: 2, processors: 1)
    #expect(begun(&queue) == [0])
    queue.ended(0)
    #expect(begun(&queue) == [1])
  }

  @Test func whatIsGivenUpIsNotPlayed() {
    var queue = queue([1, 1, 1], parallel: 2, processors: 2)
    #expect(begun(&queue) == [0, 1])
    #expect(queue.giveUp().map(\.index) == [2])
    queue.ended(0)
    #expect(begun(&queue) == [])
  }
}
