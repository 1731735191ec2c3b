/// What will happen, resolved as far as it can be before a cluster stands. Nothing has been touched yet.
public struct Plan: Hashable, Sendable, Codable {
  public var drill: Drill
  public var provider: String
  /// Replays every choice of the drill.
  public var seed: UInt64
  public var machines: [PlannedMachine]
  public var lanes: [PlannedLane]
  public var faults: [PlannedFault]
  /// Names of the recovery's steps in order; empty for `self`.
  public var recoverySteps: [String]
  public var objectives: [Objective]
  public var warnings: [String]
  public var safety = Safety()

  public init(
    drill: Drill, provider: String, seed: UInt64, machines: [PlannedMachine], lanes: [PlannedLane],
    faults: [PlannedFault], recoverySteps: [String], objectives: [Objective], warnings: [String] = []
  ) {
    self.drill = drill
    self.provider = provider
    self.seed = seed
    self.machines = machines
    self.lanes = lanes
    self.faults = faults
    self.recoverySteps = recoverySteps
    self.objectives = objectives
    self.warnings = warnings
  }

  /// The lanes that have to be good for the cluster to count as recovered. The steady state wants all of them.
  public var requiredLanes: [PlannedLane] {
    drill.recovery.requires == .all ? lanes : lanes.filter { $0.machine == nil }
  }
}

public struct PlannedMachine: Hashable, Sendable, Codable {
  public var name: MachineName
  public var zone: ZoneName
  public var components: [Component]

  public init(name: MachineName, zone: ZoneName, components: [Component]) {
    self.name = name
    self.zone = zone
    self.components = components
  }
}

public struct PlannedLane: Hashable, Sendable, Codable {
  public var id: LaneID
  public var probe: ProbeName
  /// nil: through the load balancer, or the only control plane.
  public var machine: MachineName?
  public var newConnections: Bool
  /// Time between two samples.
  public var interval: Duration

  public init(_ lane: ProbeLane, interval: Duration) {
    id = lane.id
    probe = lane.probe
    machine = lane.machine
    newConnections = lane.newConnections
    self.interval = interval
  }
}

public struct PlannedFault: Hashable, Sendable, Codable {
  public var kind: Fault.Kind
  /// For people: `etcd on cp-2`, or how the target will be chosen.
  public var target: String
  public var at: Duration
  /// For people: what takes it out again.
  public var undo: String
  public var blastRadius: BlastRadius?
  /// What `at` is counted from.
  public var trigger = FaultTrigger.steadyState
  /// For people: what nobody can use while it lasts, such as `API writes`.
  public var unavailable: [String] = []

  public init(kind: Fault.Kind, target: String, at: Duration, undo: String, blastRadius: BlastRadius?) {
    self.kind = kind
    self.target = target
    self.at = at
    self.undo = undo
    self.blastRadius = blastRadius
  }
}

/// The most that a fault touches, in etcd members.
public struct BlastRadius: Hashable, Sendable, Codable {
  public var members: Int
  public var membersLeft: Int

  public init(members: Int, membersLeft: Int) {
    self.members = members
    self.membersLeft = membersLeft
  }

  public var quorumSurvives: Bool { membersLeft >= quorum(ofMembers: members) }
}
