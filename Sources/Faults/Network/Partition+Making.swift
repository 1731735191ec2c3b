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
    addresses: ([any Machine]) -> [String], fidelity: Fidelity
  ) {
    let isMutual = direction == .both
    let there = PacketFilter(table: table, rules: [.dropFrom(addresses(from))])
    let back = PacketFilter(table: table, rules: [.dropFrom(addresses(to))])
    self.init(
      "\(from.names) \(isMutual ? "↮" : "↛") \(to.names)",
      ways: [
        Way(senders: from, receivers: to, isCut: true), Way(senders: to, receivers: from, isCut: isMutual),
      ],
      filters: to.map { ($0, there) } + (isMutual ? from.map { ($0, back) } : []), fidelity: fidelity)
  }

  /// Each machine of the zone talks to its like alone, and not to the harness either.
  convenience init(
    isolating zone: ZoneName, inside: [any Machine], outside: [any Machine], table: String, fidelity: Fidelity
  ) {
    let filter = PacketFilter(table: table, rules: [.keepOnly(inside.map(\.address))])
    self.init(
      "zone \(zone): \(inside.names) ↮ everything else",
      ways: [
        Way(senders: inside, receivers: outside, isCut: true), Way(senders: outside, receivers: inside, isCut: true),
      ],
      filters: inside.map { ($0, filter) }, fidelity: fidelity)
  }
}
