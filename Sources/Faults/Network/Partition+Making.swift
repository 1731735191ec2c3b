import Model
import Providers

extension Partition {
  /// Every machine drops, where they arrive, the packets that it is not to get; a sender sees nothing but silence.
  ///
  /// - Parameters:
  ///   - table: of the packet filters, no other's name.
  ///   - addresses: under which a set of machines sends; the balancers' shared one is among them.
  convenience init(
    from: [any Machine], to: [any Machine], direction: NetworkPartition.Direction, table: String,
    addresses: @escaping ([any Machine]) -> [String], fidelity: Fidelity
  ) {
    let isMutual = direction == .both
    var cut = Cut(addresses: addresses)
    cut.close(from, to)
    if isMutual { cut.close(to, from) }
    self.init(
      "\(from.names) \(isMutual ? "↮" : "↛") \(to.names)",
      ways: [
        Way(senders: from, receivers: to, isCut: true), Way(senders: to, receivers: from, isCut: isMutual),
      ],
      filters: cut.rules.map { ($0.machine, PacketFilter(table: table, rules: $0.rules)) }, fidelity: fidelity)
  }

  /// Each machine of the zone talks to its like alone, and not to the harness either.
  convenience init(
    isolating zone: ZoneName, inside: [any Machine], outside: [any Machine], table: String, fidelity: Fidelity
  ) {
    let filter = PacketFilter(table: table, rules: [.keepOnly(inside.flatMap(\.sources))])
    self.init(
      "zone \(zone): \(inside.names) ↮ everything else",
      ways: [
        Way(senders: inside, receivers: outside, isCut: true), Way(senders: outside, receivers: inside, isCut: true),
      ],
      filters: inside.map { ($0, filter) }, fidelity: fidelity)
  }
}

/// The rules of a partition, by machine.
private struct Cut {
  let addresses: ([any Machine]) -> [String]
  private(set) var rules: [(machine: any Machine, rules: [PacketFilter.Rule])] = []

  init(addresses: @escaping ([any Machine]) -> [String]) { self.addresses = addresses }

  /// The receivers drop what comes; for one that takes no rules, the senders drop what goes there.
  mutating func close(_ senders: [any Machine], _ receivers: [any Machine]) {
    for receiver in receivers where receiver.takesRules { add(.dropFrom(addresses(senders)), to: receiver) }
    let without = receivers.filter { !$0.takesRules }
    guard !without.isEmpty else { return }
    for sender in senders where sender.takesRules { add(.dropTo(addresses(without)), to: sender) }
  }

  private mutating func add(_ rule: PacketFilter.Rule, to machine: any Machine) {
    if let place = rules.firstIndex(where: { $0.machine.name == machine.name }) {
      rules[place].rules.append(rule)
    } else {
      rules.append((machine, [rule]))
    }
  }
}
