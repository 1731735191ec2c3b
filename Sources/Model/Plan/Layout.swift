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
  public func lanes(of probes: [ProbeName]) -> [LaneID] {
    let direct = controlPlanes > 1 ? machines.filter { $0.components.contains(.etcd) }.map(\.name) : []
    return probes.flatMap { probe in
      let fresh = probe == .apiRead ? [LaneID(probe, newConnections: true)] : []
      return [LaneID(probe)] + fresh + direct.map { LaneID(probe, on: $0) }
    }
  }
}
