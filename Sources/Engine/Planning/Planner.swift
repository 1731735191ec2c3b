public import Model
import Recovery

/// Resolves a drill into what will happen. Pure: the same drill and seed give the same plan.
public struct Planner: Sendable {
  /// A request on a kept connection; 100 a second cost the cluster under 5 % of a core.
  private static let throughBalancer = Duration.milliseconds(10)
  /// A new TLS connection costs an apiserver about ten times a request on a kept one.
  private static let newConnections = Duration.milliseconds(50)
  private static let writes = Duration.milliseconds(20)
  private static let perMachine = Duration.milliseconds(50)

  private let seed: UInt64

  public init(seed: UInt64) {
    self.seed = seed
  }

  public func plan(_ drill: Drill) -> Plan {
    let machines = drill.cluster.machines
    return Plan(
      drill: drill, provider: "local", seed: seed, machines: machines,
      lanes: drill.cluster.lanes(of: drill.probes).map(paced),
      faults: drill.faults.enumerated().map { plan($1, index: $0, machines) },
      recoverySteps: steps(drill.recovery), objectives: objectives(drill), warnings: warnings(drill))
  }

  private func paced(_ lane: ProbeLane) -> PlannedLane {
    let interval =
      if lane.machine != nil { Self.perMachine } else if lane.newConnections { Self.newConnections } else {
        lane.probe == .apiRead ? Self.throughBalancer : Self.writes
      }
    return PlannedLane(lane, interval: interval)
  }

  private func plan(_ scheduled: ScheduledFault, index: Int, _ machines: [PlannedMachine]) -> PlannedFault {
    PlannedFault(
      kind: scheduled.fault.kind, target: describe(scheduled.fault, index: index, machines), at: scheduled.at,
      undo: undo(scheduled), blastRadius: blastRadius(scheduled.fault, machines))
  }

  private func describe(_ fault: Fault, index: Int, _ machines: [PlannedMachine]) -> String {
    guard let target = fault.place else { return "" }
    guard target.role == nil else { return target.summary + ", found when the fault is put in" }
    let candidates = target.candidates(machines.map { ($0.name, $0.zone, $0.components) }, leader: nil)
    let chosen = target.choose(from: candidates, seed: seed &+ UInt64(index))
    guard !chosen.isEmpty else { return "nothing: no machine matches \(target.summary)" }
    return (target.component?.rawValue ?? "machine") + " on " + chosen.map(\.rawValue).joined(separator: ", ")
  }

  private func undo(_ scheduled: ScheduledFault) -> String {
    guard scheduled.fault.canBeUndone else { return "cannot be undone: recovery repairs it" }
    let when = scheduled.duration.map { "after \(DurationText.write($0))" } ?? "when the drill ends"
    switch scheduled.fault {
    case .on(.processPause, _): return "SIGCONT \(when)"
    case .command(let command): return "`\((command.undo ?? []).joined(separator: " "))` \(when)"
    default: return when
    }
  }

  private func blastRadius(_ fault: Fault, _ machines: [PlannedMachine]) -> BlastRadius? {
    guard let target = fault.memberTarget else { return nil }
    let members = machines.filter { $0.components.contains(.etcd) }
    let candidates =
      target.role == nil
      ? target.candidates(members.map { ($0.name, $0.zone, $0.components) }, leader: nil).count
      : (target.role == .leader ? 1 : members.count - 1)
    return BlastRadius(members: members.count, membersLeft: members.count - target.count.number(of: candidates))
  }

  private func steps(_ recovery: RecoverySpec) -> [String] {
    Runbook.of(recovery.means)?.steps.map(\.name) ?? []
  }

  /// Whoever keeps a ledger and names no loss that is acceptable accepts none.
  private func objectives(_ drill: Drill) -> [Objective] {
    var objectives = drill.objectives
    if drill.ledger != nil, objectives.dataLoss == nil { objectives.dataLoss = .zero }
    return objectives.list(deadline: drill.recovery.deadline, expecting: drill.expectation)
  }

  private func warnings(_ drill: Drill) -> [String] {
    guard drill.cluster.controlPlanes.isMultiple(of: 2) else { return [] }
    let members = drill.cluster.controlPlanes
    return ["\(members) etcd members survive no more losses than \(members - 1): an even number buys nothing"]
  }
}

/// Why a provider cannot play a drill; empty when it can.
public func unsupported(_ drill: Drill) -> [String] {
  var reasons: [String] = []
  if drill.cluster.workers > 0, drill.cluster.nodeGrace < .seconds(15) {
    reasons.append("cluster.nodeGrace: a worker's heartbeat comes every 10 s; give it 15 s at least")
  }
  if drill.cluster.volumes == .persistent {
    reasons.append("cluster.volumes: the local provider has no volumes that outlive their machine")
  }
  return reasons
}
