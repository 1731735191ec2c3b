extension ClusterSpec {
  /// The machines that a cluster of this shape has: `cp-1`, `cp-2`, … spread over the zones in turn, and `lb-1` where there
  /// is more than one control plane. Workers are not among them.
  public var machines: [PlannedMachine] {
    let controlPlanes = (0..<controlPlanes).map { index in
      PlannedMachine(
        name: MachineName("cp-\(index + 1)"), zone: zones[index % zones.count],
        components: [.etcd, .apiserver, .controllerManager, .scheduler])
    }
    guard controlPlanes.count > 1 else { return controlPlanes }
    return controlPlanes + [PlannedMachine(name: MachineName("lb-1"), zone: zones[0], components: [.loadBalancer])]
  }

  /// The lanes that these probes have on such a cluster.
  ///
  /// Every probe goes through the load balancer, and straight to each machine where there is one to balance over;
  /// `api-read` also goes through it on new connections.
  public func lanes(of probes: [ProbeName]) -> [ProbeLane] {
    let direct = controlPlanes > 1 ? machines.filter { $0.components.contains(.etcd) }.map(\.name) : []
    return probes.flatMap { probe in
      let fresh = probe == .apiRead ? [ProbeLane(probe, newConnections: true)] : []
      return [ProbeLane(probe)] + fresh + direct.map { ProbeLane(probe, on: $0) }
    }
  }
}

/// A probe, its way to the cluster, and its kind of connection.
public struct ProbeLane: Hashable, Sendable, Codable {
  public var probe: ProbeName
  /// nil: through the load balancer, or the only control plane.
  public var machine: MachineName?
  public var newConnections: Bool

  public init(_ probe: ProbeName, on machine: MachineName? = nil, newConnections: Bool = false) {
    self.probe = probe
    self.machine = machine
    self.newConnections = newConnections
  }

  public var id: LaneID {
    LaneID(probe.rawValue + (machine.map { "@\($0)" } ?? "") + (newConnections ? "/new" : ""))
  }
}
