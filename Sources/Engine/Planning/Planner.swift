public import Model
import Recovery

/// Resolves a drill into what will happen. Pure: the same drill and seed give the same plan.
public struct Planner: Sendable {
  let seed: UInt64
  private let provider: String

  /// - Parameter provider: as `--cluster` names it.
  public init(seed: UInt64, provider: String = "local") {
    self.seed = seed
    self.provider = provider
  }

  public func plan(_ drill: Drill) -> Plan {
    let machines = drill.cluster.machines
    let cadence = Cadence.of(drill.cluster)
    var plan = Plan(
      drill: drill, provider: provider, seed: seed, machines: machines,
      lanes: drill.cluster.lanes(of: drill.probes).map { PlannedLane($0, interval: cadence.interval(of: $0)) },
      faults: drill.faults.enumerated().map { planned($1, index: $0, of: drill) },
      recoverySteps: steps(drill.recovery), objectives: objectives(drill), warnings: warnings(drill))
    plan.safety = safety(of: drill, steps: plan.recoverySteps)
    return plan
  }

  private func steps(_ recovery: RecoverySpec) -> [String] {
    if case .steps(let steps) = recovery.means { return steps.map(\.rawValue) }
    return (try? Runbook.of(recovery.means))?.steps.map(\.name) ?? []
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
  if drill.cluster.workers > mostWorkers {
    reasons.append("cluster.workers: the local provider has at most \(mostWorkers) worker machines")
  }
  if drill.cluster.workers > 0, drill.cluster.nodeGrace < .seconds(15) {
    reasons.append("cluster.nodeGrace: a worker's heartbeat comes every 10 s; give it 15 s at least")
  }
  return reasons
}

/// Each is a kubelet with a memory of its own of about 100 MiB.
private let mostWorkers = 20
