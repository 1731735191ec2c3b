import Model

/// Which machines a local cluster has, and where they stand in its network.
///
///     zone      bridge   network        on the bridge itself
///     first     zone0    10.0.0.0/24    10.0.0.1, the worker
///     second    zone1    10.0.1.0/24    10.0.1.1, the worker
///
/// The load balancer is .2 of the first zone, control plane n is .10+n of its own. The worker routes between zones.
struct Topology: Hashable, Sendable {
  var zones: [Zone]
  /// In the order of their names; spread over the zones in turn.
  var controlPlanes: [Node]
  /// nil where there is one control plane only, which is then reached directly.
  var loadBalancer: Node?
  /// How many machines have taken another's place.
  private var replacements = 0

  struct Zone: Hashable, Sendable {
    var name: ZoneName
    var bridge: String
    var gateway: IPv4Address
  }

  struct Node: Hashable, Sendable {
    var name: MachineName
    var role: Role
    var zone: Zone
    var address: IPv4Address
  }

  /// What a machine is for.
  enum Role: Hashable, Sendable {
    case controlPlane, worker, loadBalancer
  }

  /// - Throws: ``ProviderError/unsupported(what:remedy:)`` for a cluster that this provider cannot stand up.
  init(_ spec: ClusterSpec) throws(ProviderError) {
    try Self.check(spec)
    zones = spec.zones.enumerated().map { number, name in
      Zone(name: name, bridge: "zone\(number)", gateway: IPv4Address(10, 0, UInt8(number), 1))
    }
    controlPlanes = []
    for number in 1...spec.controlPlanes {
      let zone = zones[(number - 1) % zones.count]
      controlPlanes.append(
        Node(
          name: MachineName("cp-\(number)"), role: .controlPlane, zone: zone,
          address: zone.address(UInt8(10 + number))))
    }
    loadBalancer =
      spec.balancerCount > 0
      ? Node(name: MachineName("lb-1"), role: .loadBalancer, zone: zones[0], address: zones[0].address(2)) : nil
  }

  private static func check(_ spec: ClusterSpec) throws(ProviderError) {
    guard (1...9).contains(spec.controlPlanes) else {
      throw .unsupported(what: "\(spec.controlPlanes) control planes", remedy: "ask for 1, 3 or 5")
    }
    guard (1...100).contains(spec.zones.count) else {
      throw .unsupported(what: "\(spec.zones.count) zones", remedy: "name between 1 and 100 zones")
    }
    guard spec.workers == 0 else {
      throw .unsupported(what: "worker machines", remedy: "set `workers: 0`; the local provider has none yet")
    }
  }

  var nodes: [Node] { controlPlanes + (loadBalancer.map { [$0] } ?? []) }

  /// Where clients go: the load balancer, or the only control plane.
  var entrance: IPv4Address { loadBalancer?.address ?? controlPlanes[0].address }
}

extension Topology {
  /// The first host number of machines that take another's place; those of the first boot stay below it.
  private static let firstReplacement = 200

  /// Puts a new machine, with an address that no other ever had, in the place of the one of that name. A load balancer
  /// keeps its place and its address, which clients know.
  ///
  /// - Returns: the new machine.
  mutating func replace(_ name: MachineName, in zoneName: ZoneName) throws(ProviderError) -> Node {
    guard let old = nodes.first(where: { $0.name == name }) else {
      throw .unsupported(
        what: "a machine \(name)", remedy: "name one of \(nodes.map(\.name.rawValue).joined(separator: ", "))")
    }
    guard old.role != .loadBalancer else { return old }
    guard let zone = zones.first(where: { $0.name == zoneName }) else {
      throw .unsupported(
        what: "a zone \(zoneName)", remedy: "name one of \(zones.map(\.name.rawValue).joined(separator: ", "))")
    }
    let host = Self.firstReplacement + replacements
    guard host < 255 else { throw .unsupported(what: "more new machines", remedy: "start a new cluster") }
    replacements += 1
    let new = Node(name: name, role: old.role, zone: zone, address: zone.address(UInt8(host)))
    put(new)
    return new
  }

  private mutating func put(_ node: Node) {
    if let index = controlPlanes.firstIndex(where: { $0.name == node.name }) { controlPlanes[index] = node }
  }
}

extension Topology.Zone {
  func address(_ host: UInt8) -> IPv4Address {
    IPv4Address(gateway.octets[0], gateway.octets[1], gateway.octets[2], host)
  }
}

/// The ports that Kubernetes and etcd give to their services.
enum Port {
  static let api = 6443
  static let etcdClient = 2379
  static let etcdPeer = 2380
}
