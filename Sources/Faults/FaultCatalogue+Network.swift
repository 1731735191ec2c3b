import Foundation
import Model
import Providers

extension FaultCatalogue {
  func make(
    _ partition: NetworkPartition, _ chosen: ChosenFault, _ fidelity: Fidelity
  ) throws(FaultError) -> any PreparedFault {
    Partition(
      from: try named(chosen.machines), to: try named(chosen.others), direction: partition.direction,
      table: chosen.mark, addresses: addresses, fidelity: fidelity)
  }

  /// Balancers also send under the entrance's address, which is nobody else's.
  private func addresses(of machines: [any Machine]) -> [String] {
    let balancers = cluster.loadBalancers.map(\.name)
    let own = machines.flatMap(\.sources)
    guard !balancers.isEmpty, balancers.allSatisfy({ name in machines.contains { $0.name == name } }),
      let entrance = URL(string: cluster.access.api)?.host(), !own.contains(entrance), !Self.isThisMachine(entrance)
    else { return own }
    return own + [entrance]
  }

  /// Where an entrance is a port of the harness's own machine, nothing arrives from there under that address.
  private static func isThisMachine(_ host: String) -> Bool { host == "localhost" || host.hasPrefix("127.") }

  func make(_ trouble: NetworkTrouble, on machines: [any Machine], _ fidelity: Fidelity) -> any PreparedFault {
    switch trouble {
    case .loss(let percent): OnMachines(NetworkLoss(percent: percent, peers: cluster.everyMachine), machines, fidelity)
    case .delay(let delay): OnMachines(NetworkDelay(delay: delay, peers: cluster.everyMachine), machines, fidelity)
    }
  }
}
