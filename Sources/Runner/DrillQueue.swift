import Model

/// The drills of a run that wait for their turn.
///
/// One drill at a time keeps the order of the files. Where several are played at once, those whose cluster has several
/// control planes are spread over the run: two such clusters that boot side by side take the processor from each other,
/// and what is measured then is the harness's own load.
struct DrillQueue {
  private var waiting: [(index: Int, drill: Drill)]
  private let heavyAtOnce: Int?
  private var heavyUnderWay = 0

  /// - Parameter slots: how many drills are played at once.
  init(_ drills: [Drill], slots: Int) {
    waiting = drills.enumerated().map { ($0, $1) }
    let heavy = drills.count(where: Self.isHeavy)
    // Their fair share of the slots, rounded up: no slot waits, and they are through by the end of the run.
    heavyAtOnce = slots > 1 && !drills.isEmpty ? (slots * heavy + drills.count - 1) / drills.count : nil
  }

  /// The next drill to play, with its place in the run.
  mutating func next() -> (index: Int, drill: Drill)? {
    guard !waiting.isEmpty else { return nil }
    let suited = heavyAtOnce.flatMap { limit in
      waiting.firstIndex { Self.isHeavy($0.drill) == (heavyUnderWay < limit) }
    }
    let chosen = waiting.remove(at: suited ?? waiting.startIndex)
    if Self.isHeavy(chosen.drill) { heavyUnderWay += 1 }
    return chosen
  }

  mutating func ended(_ drill: Drill) {
    if Self.isHeavy(drill) { heavyUnderWay -= 1 }
  }

  /// Takes out all that still waits.
  mutating func drain() -> [(index: Int, drill: Drill)] {
    defer { waiting = [] }
    return waiting
  }

  private static func isHeavy(_ drill: Drill) -> Bool { drill.cluster.controlPlanes > 1 }
}
