extension ClusterSpec {
  /// Outside every zone: where load balancers stand, as a cloud's do.
  public static let edge = ZoneName("edge")

  /// The machines that a cluster of this shape has: control planes `cp-1`, `cp-2`, … and workers `worker-1`, … spread over
  /// the zones in turn, and load balancers `lb-1`, `lb-2` outside them.
  public var machines: [PlannedMachine] {
    standing ?? controlPlaneMachines + workerMachines + balancerMachines
  }

  private var controlPlaneMachines: [PlannedMachine] {
    (0..<controlPlanes).map {
      PlannedMachine(
        name: MachineName("cp-\($0 + 1)"), zone: zones[$0 % zones.count], components: Component.controlPlane)
    }
  }

  private var workerMachines: [PlannedMachine] {
    (0..<workers).map {
      PlannedMachine(name: MachineName("worker-\($0 + 1)"), zone: zones[$0 % zones.count], components: Component.worker)
    }
  }

  private var balancerMachines: [PlannedMachine] {
    (0..<balancerCount).map {
      PlannedMachine(name: MachineName("lb-\($0 + 1)"), zone: Self.edge, components: [.loadBalancer])
    }
  }

  /// The lanes that these probes have on such a cluster.
  ///
  /// Every probe goes through the load balancer, and straight to each machine where there is one to balance over;
  /// `api-read` also goes through it on new connections. `workload` is one lane, between two workers.
  public func lanes(of probes: [ProbeName]) -> [ProbeLane] {
    let isBalanced = balancerCount > 0 || (standing != nil && controlPlanes > 1)
    let direct = isBalanced ? machines.filter { $0.components.contains(.etcd) }.map(\.name) : []
    return probes.flatMap { probe in
      guard probe != .workload else { return [ProbeLane(.workload)] }
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
