import Model

/// Some of a component's machines, as far as they are known before the drill runs.
struct Portion: Hashable, Sendable {
  private(set) var named: Set<MachineName> = []
  /// More of them, chosen by role or by seed when the fault is put in. They count as others than any that are known: a plan
  /// has to hold for every choice.
  private(set) var unnamed = 0

  static let nobody = Portion()

  init(named: Set<MachineName> = [], unnamed: Int = 0) {
    self.named = named
    self.unnamed = unnamed
  }

  /// - Parameter pool: the machines that run the component.
  init(_ target: Target, of pool: [PlannedMachine], among machines: [PlannedMachine]) {
    var anyRole = target
    anyRole.role = nil
    let candidates = anyRole.candidates(machines.map { ($0.name, $0.zone, $0.components) }, leader: nil)
    let meant =
      switch target.role {
      case nil: candidates.count
      case .leader: min(1, candidates.count)
      case .follower: min(candidates.count, max(0, pool.count - 1))
      }
    let chosen = target.count.number(of: meant)
    let inPool = Set(candidates).intersection(pool.map(\.name))
    if chosen == candidates.count { named = inPool } else { unnamed = min(chosen, inPool.count) }
  }

  var isEmpty: Bool { named.isEmpty && unnamed == 0 }

  func count(of total: Int) -> Int { min(total, named.count + unnamed) }

  mutating func add(_ other: Portion) {
    named.formUnion(other.named)
    unnamed += other.unnamed
  }
}
