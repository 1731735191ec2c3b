import Model
import Providers
import Transport

/// Rules of nftables on one machine, in a table of their own, so that they can be taken away without touching any other.
struct PacketFilter: Hashable, Sendable {
  enum Rule: Hashable, Sendable {
    /// Packets from these addresses do not arrive.
    case dropFrom([String])
    /// Packets to these addresses do not leave.
    case dropTo([String])
    /// Nothing passes in or out but from and to these addresses.
    case keepOnly([String])
  }

  private static let deadline = Duration.seconds(10)

  /// The table's name.
  var table: String
  var rules: [Rule]

  /// Puts the rules in, all at once, in the place of those that the table may hold already.
  func load(on machine: any Machine) async throws {
    let chains = chains(exempting: machine.controlPort)
    try await nft(clearing + "table inet \(table) {\n\(chains)}\n", on: machine)
  }

  /// Takes them out. Their machine may have none of them, or be off: then they are gone with what it forgot.
  func remove(from machine: any Machine) async throws {
    try await machine.whileOn { try await nft(clearing, on: machine) }
  }

  /// What the machine itself can do; as often as one likes.
  var lift: LiftCommand { LiftCommand(["nft", "add table inet \(table); delete table inet \(table)"]) }

  /// Deletes a table that may not be there: older releases of nft know no other way.
  private var clearing: String { "add table inet \(table)\ndelete table inet \(table)\n" }

  /// - Parameter port: through which the harness takes the rules out again.
  private func chains(exempting port: Int?) -> String {
    let arriving = port.map { ["tcp dport \($0) accept"] } ?? []
    let leaving = rules.flatMap(\.leaving)
    let answering = port.map { ["tcp sport \($0) accept"] } ?? []
    return chain("arriving", hook: "prerouting", arriving + rules.flatMap(\.arriving))
      + (leaving.isEmpty ? "" : chain("leaving", hook: "postrouting", answering + leaving))
  }

  /// Before every other rule of the machine, tracked connections included; also what is routed from and to its pods. What
  /// leaves has its real destination by then, and not a Service's.
  private func chain(_ name: String, hook: String, _ rules: [String]) -> String {
    let lines = ["type filter hook \(hook) priority -300; policy accept;"] + rules
    return "  chain \(name) {\n" + lines.map { "    \($0)\n" }.joined() + "  }\n"
  }

  private func nft(_ script: String, on machine: any Machine) async throws {
    let result = try await machine.run(
      Command("nft", ["-f", "-"], input: Array(script.utf8), deadline: Self.deadline))
    guard result.isSuccess else {
      throw FaultError.providerFailed("nft on \(machine.name) ended with \(result.exit): \(result.errorText)")
    }
  }
}

extension PacketFilter.Rule {
  var arriving: [String] {
    switch self {
    case .dropFrom(let addresses): families(of: addresses).map { "\($0) saddr { \($1) } drop" }
    case .dropTo: []
    case .keepOnly(let addresses):
      ["iif lo accept"] + families(of: addresses).map { "\($0) saddr != { \($1) } drop" }
    }
  }

  var leaving: [String] {
    switch self {
    case .dropFrom: []
    case .dropTo(let addresses): families(of: addresses).map { "\($0) daddr { \($1) } drop" }
    case .keepOnly(let addresses):
      ["oif lo accept"] + families(of: addresses).map { "\($0) daddr != { \($1) } drop" }
    }
  }

  private func families(of addresses: [String]) -> [(family: String, list: String)] {
    let six = addresses.filter { $0.contains(":") }
    let four = addresses.filter { !$0.contains(":") }
    return [("ip", four), ("ip6", six)].filter { !$0.1.isEmpty }.map { ($0, $1.joined(separator: ", ")) }
  }
}
