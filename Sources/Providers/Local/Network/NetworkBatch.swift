/// What `ip -batch` reads to make the sandbox's network: one process for all of it instead of one a link.
enum NetworkBatch {
  /// The worker's own side: its loopback and a bridge a zone.
  static func zones(_ zones: [Topology.Zone]) -> String {
    var lines = ["link set lo up"]
    for zone in zones {
      lines += [
        "link add \(zone.bridge) type bridge",
        "addr add \(zone.gateway)/24 dev \(zone.bridge)",
        "link set \(zone.bridge) up",
      ]
    }
    return text(lines)
  }

  /// A cable from each machine's zone to the machine, in whose network namespace `process` already is.
  static func cables(_ machines: [(node: Topology.Node, process: Int32)]) -> String {
    text(
      machines.flatMap { node, process in
        [
          "link add \(node.name) type veth peer name eth0 netns \(process)",
          "link set \(node.name) master \(node.zone.bridge) up",
        ]
      })
  }

  /// The machine's own side, run by the machine.
  static func inside(_ node: Topology.Node) -> String {
    text([
      "link set lo up",
      "addr add \(node.address)/24 dev eth0",
      "link set eth0 up",
      "route add default via \(node.zone.gateway)",
    ])
  }

  private static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
