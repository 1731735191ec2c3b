import Model

/// Who can still talk to whom once every partition that stays is in. Pure.
///
/// Only sides whose machines are known before the drill runs are looked at; a choice by role or by seed is counted as the
/// worst one elsewhere.
struct Connections: Sendable {
  private typealias Cut = (one: Set<MachineName>, other: Set<MachineName>)

  private let cluster: ClusterSpec
  private let cuts: [Cut]

  init(_ drill: Drill) {
    cluster = drill.cluster
    let machines = cluster.machines
    cuts = drill.faults.filter { $0.duration == nil }.compactMap { scheduled in
      switch scheduled.fault {
      case .partition(let partition): Self.sides(of: partition, machines)
      case .zone(.partition, let zone): Self.split(machines) { $0.zone == zone }
      default: nil
      }
    }
  }

  var isEmpty: Bool { cuts.isEmpty }

  /// A connection needs both ways, so one that is cut one way is cut.
  func reach(_ one: MachineName, _ other: MachineName) -> Bool {
    !cuts.contains { cut in
      (cut.one.contains(one) && cut.other.contains(other)) || (cut.one.contains(other) && cut.other.contains(one))
    }
  }

  /// The most of `machines` that one of them reaches, itself among them: it could lead so many.
  func largestFollowing(among machines: Set<MachineName>) -> Int {
    machines.map { leader in machines.count { $0 == leader || reach(leader, $0) } }.max() ?? 0
  }

  private static func sides(of partition: NetworkPartition, _ machines: [PlannedMachine]) -> Cut? {
    switch (partition.from, partition.to) {
    case (.machines(let from), .machines(let to)):
      guard let one = known(from, machines), let other = known(to, machines) else { return nil }
      return (one, other)
    case (.machines(let target), .rest), (.rest, .machines(let target)):
      guard let one = known(target, machines) else { return nil }
      return split(machines) { one.contains($0.name) }
    case (.rest, .rest): return nil
    }
  }

  private static func known(_ target: Target, _ machines: [PlannedMachine]) -> Set<MachineName>? {
    let portion = Portion(target, of: machines, among: machines)
    return portion.unnamed == 0 ? portion.named : nil
  }

  private static func split(_ machines: [PlannedMachine], _ isInside: (PlannedMachine) -> Bool) -> Cut {
    (Set(machines.filter(isInside).map(\.name)), Set(machines.filter { !isInside($0) }.map(\.name)))
  }
}
