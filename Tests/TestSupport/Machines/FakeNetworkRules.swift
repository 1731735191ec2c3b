import Foundation

/// The packet filter of a fake machine: it understands the little of nft and tc that faults say.
struct FakeNetworkRules: Sendable {
  private(set) var tables: [String: [String]] = [:]
  private(set) var shaping: [String]?
  /// Datagrams that arrived and that nobody took.
  var unclaimed = 0

  /// - Parameter script: `add table inet NAME`, `delete table inet NAME`, and rules, one a line, in `table inet NAME { … }`.
  mutating func load(_ script: String) {
    var open: String?
    for line in script.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      switch words.prefix(2) {
      case ["add", "table"]: tables[words[3]] = tables[words[3]] ?? []
      case ["delete", "table"]: tables[words[3]] = nil
      case ["table", "inet"]:
        open = words[2]
        tables[words[2]] = []
      default:
        if let open, words.last == "drop" { tables[open]?.append(words.joined(separator: " ")) }
      }
    }
  }

  /// `qdisc replace …` and `qdisc del …`
  mutating func shape(_ arguments: [String]) {
    guard arguments.count > 1, arguments[0] == "qdisc" else { return }
    if arguments[1] == "del" { shaping = nil } else if arguments[1] != "show" { shaping = arguments }
  }

  /// As tc shows it.
  var queue: String {
    guard let shaping, let netem = shaping.firstIndex(of: "netem") else { return "qdisc noqueue 0: root" }
    return "qdisc netem \(shaping[netem - 1]) root \(shaping[(netem + 1)...].joined(separator: " "))"
  }

  func dropsOnTheWayIn(from address: String) -> Bool { drops("saddr", address) }
  func dropsOnTheWayOut(to address: String) -> Bool { drops("daddr", address) }

  private func drops(_ field: String, _ address: String) -> Bool {
    tables.values.joined().contains { rule in
      guard let place = rule.range(of: "\(field) ") else { return false }
      let rest = rule[place.upperBound...]
      let isInverted = rest.hasPrefix("!=")
      let listed = rest.split(whereSeparator: { "{}, ".contains($0) }).map(String.init)
      return listed.contains(address) != isInverted
    }
  }
}
