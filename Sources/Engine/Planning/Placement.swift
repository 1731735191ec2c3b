public import Model

/// A drill on a cluster that stands already: what it asks for is compared with what is there.
public struct Placement: Sendable {
  /// A drill that does not fit, and why.
  public struct Misfit: Error, Hashable, Sendable {
    public var reason: String

    public init(reason: String) { self.reason = reason }
  }

  private let machines: [PlannedMachine]

  public init(_ facts: ClusterFacts) {
    machines = facts.machines
  }

  /// The drill with the cluster's own machines. Its zones are the cluster's of the same names; where it has none such, its
  /// zones mean the cluster's in their order.
  ///
  /// The control planes have to be as many: of three, a drill for one would lose a third of what it means to lose.
  public func place(_ drill: Drill) -> Result<Drill, Misfit> {
    let asked = drill.cluster
    func count(_ component: Component) -> Int { machines.filter { $0.components.contains(component) }.count }
    let (planes, workers, balancers) = (count(.etcd), count(.kubelet), count(.loadBalancer))
    guard planes == asked.controlPlanes else {
      return misfit("it is for \(number(asked.controlPlanes, "control plane")), and the cluster has \(planes)")
    }
    guard workers >= asked.workers else {
      return misfit("it needs \(number(asked.workers, "worker")), and the cluster has \(workers)")
    }
    guard balancers > 0 || !drill.namesBalancer else {
      return misfit("it breaks a load balancer, and none of the cluster's is known")
    }
    guard let zones = zones(for: asked.zones) else {
      return misfit("it needs \(number(asked.zones.count, "zone")), and the cluster has \(here.count)")
    }
    if let name = drill.machinesNamed.first(where: { name in !machines.contains { $0.name == name } }) {
      return misfit("it names \(name), and the cluster has no such machine")
    }
    var placed = drill.moved(to: zones)
    placed.cluster.workers = workers
    placed.cluster.loadBalancers = balancers
    placed.cluster.standing = machines
    return .success(placed)
  }

  /// Of the machines that are not load balancers, in the order of their names.
  private var here: [ZoneName] {
    Array(Set(machines.filter { $0.zone != ClusterSpec.edge }.map(\.zone))).sorted()
  }

  private func zones(for asked: [ZoneName]) -> [ZoneName: ZoneName]? {
    if asked.allSatisfy(here.contains) { return Dictionary(uniqueKeysWithValues: asked.map { ($0, $0) }) }
    guard asked.count <= here.count else { return nil }
    return Dictionary(uniqueKeysWithValues: zip(asked, here))
  }

  private func misfit(_ reason: String) -> Result<Drill, Misfit> { .failure(Misfit(reason: reason)) }

  private func number(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
}

extension Drill {
  private var targets: [Target] {
    faults.flatMap { scheduled -> [Target] in
      if case .partition(let partition) = scheduled.fault {
        return [partition.from, partition.to].compactMap { if case .machines(let target) = $0 { target } else { nil } }
      }
      return [scheduled.fault.place].compactMap(\.self)
    }
  }

  fileprivate var machinesNamed: [MachineName] { targets.compactMap(\.machine) }

  fileprivate var namesBalancer: Bool {
    targets.contains { $0.component == .loadBalancer || $0.machine?.rawValue.hasPrefix("lb-") == true }
  }

  /// - Parameter zones: what each zone of the drill is here.
  fileprivate func moved(to zones: [ZoneName: ZoneName]) -> Drill {
    var moved = self
    moved.cluster.zones = cluster.zones.map { zones[$0] ?? $0 }
    moved.recovery.zone = recovery.zone.map { zones[$0] ?? $0 }
    moved.faults = faults.map { scheduled in
      var scheduled = scheduled
      scheduled.fault = scheduled.fault.moved(to: zones)
      return scheduled
    }
    return moved
  }
}

extension Fault {
  fileprivate func moved(to zones: [ZoneName: ZoneName]) -> Fault {
    switch self {
    case .on(let kind, let target): .on(kind, target.moved(to: zones))
    case .trouble(let trouble, let target): .trouble(trouble, on: target.moved(to: zones))
    case .zone(let kind, let zone): .zone(kind, zones[zone] ?? zone)
    case .partition(let partition):
      .partition(
        NetworkPartition(
          from: partition.from.moved(to: zones), to: partition.to.moved(to: zones), direction: partition.direction))
    case .command(let command): .command(command.moved(to: zones))
    case .backup, .destroyCluster: self
    }
  }
}

extension CommandFault {
  fileprivate func moved(to zones: [ZoneName: ZoneName]) -> CommandFault {
    var moved = self
    moved.on = on.moved(to: zones)
    return moved
  }
}

extension NetworkSide {
  fileprivate func moved(to zones: [ZoneName: ZoneName]) -> NetworkSide {
    switch self {
    case .machines(let target): .machines(target.moved(to: zones))
    case .rest: .rest
    }
  }
}

extension Target {
  fileprivate func moved(to zones: [ZoneName: ZoneName]) -> Target {
    var moved = self
    moved.zone = zone.map { zones[$0] ?? $0 }
    return moved
  }
}
