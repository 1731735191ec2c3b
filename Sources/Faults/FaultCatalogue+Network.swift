import Foundation
import Model
import Providers

extension FaultCatalogue {
  /// The machines that a target means, in the cluster's order.
  ///
  /// - Parameter taken: stand on the other side already.
  func machines(_ target: Target, _ index: Int, without taken: [any Machine] = []) async throws(FaultError)
    -> [any Machine]
  {
    let leader = target.role == nil ? nil : await means.leader()
    let free = cluster.everyMachine.filter { machine in !taken.contains { $0.name == machine.name } }
    let candidates = target.candidates(free.map { ($0.name, $0.zone, $0.components) }, leader: leader)
    let chosen = target.choose(from: candidates, seed: seed &+ UInt64(index))
    guard !chosen.isEmpty else { throw .noTarget(target.summary) }
    return free.filter { chosen.contains($0.name) }
  }

  func prepare(
    _ partition: NetworkPartition, _ index: Int, _ fidelity: Fidelity
  ) async throws(FaultError) -> any PreparedFault {
    let (from, to) = try await sides(of: partition, index)
    guard !from.isEmpty, !to.isEmpty else { throw .noTarget("no machine stands on the other side of the partition") }
    return Partition(
      from: from, to: to, direction: partition.direction, table: table(), addresses: addresses, fidelity: fidelity)
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

  /// Balancers also send under the entrance's address, which is nobody else's.
  private func addresses(of machines: [any Machine]) -> [String] {
    let balancers = cluster.loadBalancers.map(\.name)
    let own = machines.map(\.address)
    guard !balancers.isEmpty, balancers.allSatisfy({ name in machines.contains { $0.name == name } }),
      let entrance = URL(string: cluster.access.api)?.host(), !own.contains(entrance)
    else { return own }
    return own + [entrance]
  }

  func prepare(
    _ trouble: NetworkTrouble, on machines: [any Machine], _ fidelity: Fidelity
  ) -> any PreparedFault {
    switch trouble {
    case .loss(let percent): OnMachines(NetworkLoss(percent: percent, peers: cluster.everyMachine), machines, fidelity)
    case .delay(let delay): OnMachines(NetworkDelay(delay: delay, peers: cluster.everyMachine), machines, fidelity)
    }
  }

  func prepare(_ fault: ZoneFault, _ zone: ZoneName, _ fidelity: Fidelity) throws(FaultError) -> any PreparedFault {
    let inside = cluster.everyMachine.filter { $0.zone == zone }
    guard !inside.isEmpty else { throw .noTarget("zone \(zone)") }
    switch fault {
    case .lose: return OnMachines(PowerCut(grace: nil), inside, fidelity)
    case .partition:
      let outside = rest(of: inside)
      guard !outside.isEmpty else { throw .noTarget("nothing stands outside zone \(zone)") }
      return Partition(isolating: zone, inside: inside, outside: outside, table: table(), fidelity: fidelity)
    }
  }

  private func table() -> String { "firedrill_\(means.newName())" }
}
