import Model

/// Which machines a local cluster has, and where they stand in its network.
///
///     zone      bridge   network        on the bridge itself
///     first     zone0    10.0.0.0/24    10.0.0.1, the worker process
///     second    zone1    10.0.1.0/24    10.0.1.1, the worker process
///     edge      edge     10.0.255.0/24  10.0.255.1, the worker process
///
/// Control plane n is .10+n of its zone, worker machine n is .100+n, a machine that took another's place is .200 and up.
/// Load balancers stand in the edge, outside every zone. A single one has the entrance, .2, as its own address; two are
/// .11 and .12, and the entrance is on the one of them that serves. The worker process routes between zones.
struct Topology: Hashable, Sendable {
  /// Real zones only.
  var zones: [Zone]
  /// In the order of their names; spread over the zones in turn.
  var controlPlanes: [Node]
  /// In the order of their names; spread over the zones in turn.
  var workers: [Node]
  /// None where the only control plane is reached directly.
  var loadBalancers: [Node]
  /// How apiservers reach etcd.
  let etcdEndpoint: EtcdEndpoint
  /// How long a node's heartbeat may be missing.
  let nodeGrace: Duration
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

  static let edge = Zone(name: ClusterSpec.edge, bridge: "edge", gateway: IPv4Address(10, 0, 255, 1))

  /// - Throws: ``ProviderError/unsupported(what:remedy:)`` for a cluster that this provider cannot stand up.
  init(_ spec: ClusterSpec) throws(ProviderError) {
    try Self.check(spec)
    let zones = spec.zones.enumerated().map { number, name in
      Zone(name: name, bridge: "zone\(number)", gateway: IPv4Address(10, 0, UInt8(number), 1))
    }
    func spread(_ count: Int, _ role: Role, _ name: String, firstHost: Int) -> [Node] {
      (0..<count).map { number in
        let zone = zones[number % zones.count]
        return Node(
          name: MachineName("\(name)-\(number + 1)"), role: role, zone: zone,
          address: zone.address(UInt8(firstHost + number)))
      }
    }
    self.zones = zones
    controlPlanes = spread(spec.controlPlanes, .controlPlane, "cp", firstHost: 11)
    workers = spread(spec.workers, .worker, "worker", firstHost: 101)
    loadBalancers = Self.balancers(spec.balancerCount)
    etcdEndpoint = spec.etcdEndpoint
    nodeGrace = spec.nodeGrace
  }

  private static func balancers(_ count: Int) -> [Node] {
    (0..<count).map { number in
      let address = count == 1 ? edge.address(entranceHost) : edge.address(UInt8(11 + number))
      return Node(name: MachineName("lb-\(number + 1)"), role: .loadBalancer, zone: edge, address: address)
    }
  }

  var nodes: [Node] { controlPlanes + workers + loadBalancers }

  /// Every network that machines stand in.
  var networks: [Zone] { zones + (loadBalancers.isEmpty ? [] : [Self.edge]) }

  private static let entranceHost: UInt8 = 2

  /// Where clients go: the address that the load balancers share, or the only control plane.
  var entrance: IPv4Address {
    loadBalancers.isEmpty ? controlPlanes[0].address : Self.edge.address(Self.entranceHost)
  }

  /// Whether the entrance can move from one load balancer to another.
  var entranceMoves: Bool { loadBalancers.count > 1 }

  /// The worker that takes what `node` passes on: the next one, after the last the first; nil where there is no other.
  func workloadBehind(_ node: Node) -> Node? {
    guard workers.count > 1, let index = workers.firstIndex(where: { $0.name == node.name }) else { return nil }
    return workers[(index + 1) % workers.count]
  }
}

extension Topology {
  private static func check(_ spec: ClusterSpec) throws(ProviderError) {
    guard (1...9).contains(spec.controlPlanes) else {
      throw .unsupported(what: "\(spec.controlPlanes) control planes", remedy: "ask for 1, 3 or 5")
    }
    guard (1...5).contains(spec.zones.count), Set(spec.zones).count == spec.zones.count else {
      throw .unsupported(what: "the zones \(spec.zones.map(\.rawValue))", remedy: "name between 1 and 5, each once")
    }
    guard !spec.zones.contains(ClusterSpec.edge) else {
      throw .unsupported(what: "a zone \(ClusterSpec.edge)", remedy: "choose another name: load balancers stand there")
    }
    guard (0...50).contains(spec.workers) else {
      throw .unsupported(what: "\(spec.workers) worker machines", remedy: "ask for 50 at most")
    }
    guard (0...2).contains(spec.balancerCount), spec.balancerCount > 0 || spec.controlPlanes == 1 else {
      throw .unsupported(
        what: "\(spec.balancerCount) load balancers before \(spec.controlPlanes) control planes",
        remedy: "ask for 1 or 2; none goes with one control plane only")
    }
    guard spec.etcdEndpoint == .direct || spec.balancerCount > 0 else {
      throw .unsupported(what: "etcd behind a balancer where there is none", remedy: "set `loadBalancers: 1`")
    }
  }

  /// The first host number of machines that take another's place; those of the first boot stay below it.
  private static let firstReplacement = 200

  /// Puts a new machine, with an address that no other ever had, in the place of the one of that name. A load balancer
  /// keeps its place and its address, which clients know.
  ///
  /// - Returns: the new machine.
  mutating func replace(_ name: MachineName, in zoneName: ZoneName) throws(ProviderError) -> Node {
    guard let old = nodes.first(where: { $0.name == name }) else {
      let known = nodes.map(\.name.rawValue).joined(separator: ", ")
      throw .unsupported(what: "a machine \(name)", remedy: "name one of \(known)")
    }
    guard old.role != .loadBalancer else { return old }
    guard let zone = zones.first(where: { $0.name == zoneName }) else {
      let known = zones.map(\.name.rawValue).joined(separator: ", ")
      throw .unsupported(what: "a zone \(zoneName)", remedy: "name one of \(known)")
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
    if let index = workers.firstIndex(where: { $0.name == node.name }) { workers[index] = node }
  }
}

extension Topology.Zone {
  func address(_ host: UInt8) -> IPv4Address {
    IPv4Address(gateway.octets[0], gateway.octets[1], gateway.octets[2], host)
  }
}

/// The ports that Kubernetes and etcd give to their services, and those of the workload.
enum Port {
  static let api = 6443
  static let etcdClient = 2379
  static let etcdPeer = 2380
  /// A worker's own page.
  static let workload = 8080
  /// The next worker's page, through this worker.
  static let workloadBehind = 8081
}
