public import Model
import Providers

/// Which machines a fault falls on.
extension FaultCatalogue {
  /// Settles the targets as things stand now: who leads is found out at this moment.
  ///
  /// - Parameter index: the fault's place in its drill; with the seed it decides between equal candidates.
  public func choose(_ fault: Fault, index: Int) async throws(FaultError) -> ChosenFault {
    var chosen = ChosenFault(fault, mark: ChosenFault.prefix + means.newName())
    switch fault {
    case .on(_, let written): chosen.machines = try await machines(fault.place ?? written, index).map(\.name)
    case .trouble(_, let target): chosen.machines = try await machines(target, index).map(\.name)
    case .command(let command): chosen.machines = try await machines(command.on, index).map(\.name)
    case .destroyCluster: chosen.machines = (cluster.machines + cluster.workers).map(\.name)
    case .backup: break
    case .zone(let kind, let zone): try choose(kind, zone, &chosen)
    case .partition(let partition):
      let (from, to) = try await sides(of: partition, index)
      guard !from.isEmpty, !to.isEmpty else {
        throw .noTarget("no machine stands on the other side of the partition")
      }
      (chosen.machines, chosen.others) = (from.map(\.name), to.map(\.name))
    }
    return chosen
  }

  private func choose(_ fault: ZoneFault, _ zone: ZoneName, _ chosen: inout ChosenFault) throws(FaultError) {
    let inside = cluster.everyMachine.filter { $0.zone == zone }
    guard !inside.isEmpty else { throw .noTarget("zone \(zone)") }
    chosen.machines = inside.map(\.name)
    guard fault == .partition else { return }
    chosen.others = rest(of: inside).map(\.name)
    guard !chosen.others.isEmpty else { throw .noTarget("nothing stands outside zone \(zone)") }
  }

  /// - Throws: ``FaultError/noTarget(_:)`` where one is not there.
  func named(_ names: [MachineName]) throws(FaultError) -> [any Machine] {
    var machines: [any Machine] = []
    for name in names {
      guard let machine = cluster.machine(name) else { throw .noTarget("\(name), which this cluster does not have") }
      machines.append(machine)
    }
    return machines
  }

  /// The machines that a target means, in the cluster's order.
  ///
  /// - Parameter taken: stand on the other side already.
  private func machines(
    _ target: Target, _ index: Int, without taken: [any Machine] = []
  ) async throws(FaultError) -> [any Machine] {
    let leader = target.role == nil ? nil : await means.leader(of: target.component)
    let free = cluster.everyMachine.filter { machine in !taken.contains { $0.name == machine.name } }
    let candidates = target.candidates(free.map { ($0.name, $0.zone, $0.components) }, leader: leader)
    let chosen = target.choose(from: candidates, seed: seed &+ UInt64(index))
    guard !chosen.isEmpty else { throw .noTarget(target.summary) }
    return free.filter { chosen.contains($0.name) }
  }

  private func sides(
    of partition: NetworkPartition, _ index: Int
  ) async throws(FaultError) -> (from: [any Machine], to: [any Machine]) {
    switch (partition.from, partition.to) {
    case (.machines(let one), .machines(let other)):
      let from = try await machines(one, index)
      return (from, try await machines(other, index, without: from))
    case (.machines(let one), .rest):
      let from = try await machines(one, index)
      return (from, rest(of: from))
    case (.rest, .machines(let other)):
      let to = try await machines(other, index)
      return (rest(of: to), to)
    case (.rest, .rest): throw .noTarget("both sides of the partition are the rest")
    }
  }

  private func rest(of machines: [any Machine]) -> [any Machine] {
    cluster.everyMachine.filter { machine in !machines.contains { $0.name == machine.name } }
  }
}
