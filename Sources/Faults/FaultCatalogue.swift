public import Model
public import Providers

/// Turns a fault of a drill into one that is ready to be put in.
public struct FaultCatalogue: Sendable {
  let cluster: any Cluster
  /// Finds the machine of etcd's leader at the moment that it is asked.
  let leader: @Sendable () async -> MachineName?
  let seed: UInt64

  public init(cluster: any Cluster, seed: UInt64, leader: @escaping @Sendable () async -> MachineName?) {
    self.cluster = cluster
    self.seed = seed
    self.leader = leader
  }

  /// Chooses the targets. Nothing is touched yet.
  ///
  /// - Parameter index: the fault's place in its drill; with the seed it decides between equal candidates.
  public func prepare(_ fault: Fault, index: Int) async throws(FaultError) -> any PreparedFault {
    let fidelity = cluster.fidelity(of: fault.kind)
    return switch fault {
    case .on(.processKill, let target):
      ProcessKill(processes: try await processes(target, index), fidelity: fidelity)
    case .on(.processPause, let target):
      ProcessPause(processes: try await processes(target, index), fidelity: fidelity)
    case .on(.storageLose, let target):
      StorageLose(machines: try await machines(fault.memberTarget ?? target, index), fidelity: fidelity)
    case .command(let command):
      CommandInjection(command: command, machines: try await machines(command.on, index), fidelity: fidelity)
    default: throw .providerFailed("\(fault.kind.rawValue) cannot be put in yet")
    }
  }

  private func processes(_ target: Target, _ index: Int) async throws(FaultError) -> [TargetProcess] {
    guard let component = target.component else { throw .noTarget("a process fault needs a component") }
    return try await machines(target, index).map { TargetProcess(component: component, machine: $0) }
  }

  private func machines(_ target: Target, _ index: Int) async throws(FaultError) -> [any Machine] {
    let leader = target.role == nil ? nil : await leader()
    let candidates = target.candidates(
      cluster.everyMachine.map { ($0.name, $0.zone, $0.components) }, leader: leader)
    let chosen = target.choose(from: candidates, seed: seed &+ UInt64(index))
    guard !chosen.isEmpty else { throw .noTarget(target.summary) }
    return cluster.everyMachine.filter { chosen.contains($0.name) }
  }
}
