import Foundation
import Model

/// Which drill is played next: at most so many at once, and together no more control planes than the host bears.
///
/// What a drill measures must not hang on which other one happens to be played beside it. Three control planes that are
/// probed take nine tenths of a processor, and all of one while they recover; two such drills on two processors would
/// keep each other from their leases.
struct DrillQueue {
  struct Entry: Sendable {
    /// Its place in the run.
    var index: Int
    var drill: Drill
  }

  private static let controlPlanesPerProcessor = 2

  private let parallel: Int
  private let capacity: Int
  private var waiting: [Entry]
  /// Control planes of the drills under way, by their index.
  private var played: [Int: Int] = [:]

  /// - Parameter parallel: drills at once; one at a time keep their order.
  init(_ drills: [Drill], parallel: Int, processors: Int = ProcessInfo.processInfo.activeProcessorCount) {
    self.parallel = max(1, parallel)
    capacity = processors * Self.controlPlanesPerProcessor
    waiting = drills.enumerated().map { Entry(index: $0.offset, drill: $0.element) }
  }

  /// To be called again until there is none: a drill that ends may make room for two.
  mutating func next() -> Entry? {
    guard played.count < parallel, let place = placeOfNext() else { return nil }
    let entry = waiting.remove(at: place)
    played[entry.index] = entry.drill.cluster.controlPlanes
    return entry
  }

  mutating func ended(_ index: Int) { played[index] = nil }

  /// What is not to be played any more.
  mutating func giveUp() -> [Entry] {
    defer { waiting = [] }
    return waiting
  }

  /// The largest that fits, so that small ones are left to go beside large ones. One that fits nowhere is played alone.
  private func placeOfNext() -> Int? {
    guard parallel > 1 else { return waiting.indices.first }
    let free = capacity - played.values.reduce(0, +)
    func size(_ place: Int) -> Int { waiting[place].drill.cluster.controlPlanes }
    return waiting.indices.filter { played.isEmpty || size($0) <= free }.max { size($0) < size($1) }
  }
}
