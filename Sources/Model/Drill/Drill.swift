/// One scenario: a cluster to stand on, faults, a way back, and objectives.
public struct Drill: Hashable, Sendable, Codable {
  /// Unique in a run; lower-case letters, digits and dashes.
  public var name: String
  public var title: String
  /// `suite: [smoke, nightly]`; one label can hold several values.
  public var labels: [String: [String]]
  public var source: SourceLocation
  public var cluster: ClusterSpec
  public var probes: [ProbeName]
  public var ledger: LedgerSpec?
  public var steadyState: SteadyState
  public var faults: [ScheduledFault]
  public var recovery: RecoverySpec
  public var objectives: Objectives
  public var expectation: Expectation

  public init(
    name: String, title: String, labels: [String: [String]] = [:], source: SourceLocation = SourceLocation(),
    cluster: ClusterSpec = ClusterSpec(), probes: [ProbeName] = [.apiRead, .apiWrite],
    ledger: LedgerSpec? = LedgerSpec(),
    steadyState: SteadyState = SteadyState(), faults: [ScheduledFault], recovery: RecoverySpec = RecoverySpec(),
    objectives: Objectives = Objectives(), expectation: Expectation = .recovered
  ) {
    self.name = name
    self.title = title
    self.labels = labels
    self.source = source
    self.cluster = cluster
    self.probes = probes
    self.ledger = ledger
    self.steadyState = steadyState
    self.faults = faults
    self.recovery = recovery
    self.objectives = objectives
    self.expectation = expectation
  }
}

/// What a drill is to show, written `expect:`.
public enum Expectation: String, Hashable, Sendable, Codable, CaseIterable {
  case recovered
  /// Nothing can bring the cluster back: the drill passes when the recovery fails cleanly and says why.
  case unrecovered
}

/// Where a drill was written, so that an editor can jump there.
public struct SourceLocation: Hashable, Sendable, Codable {
  public var file: String
  /// First line of the drill's document, counted from 1.
  public var line: Int

  public init(file: String = "", line: Int = 1) {
    self.file = file
    self.line = line
  }
}

/// The cluster that a drill asks for.
public struct ClusterSpec: Hashable, Sendable, Codable {
  /// Machines that run etcd and the control plane: 1, 3 or 5, or 2 with a warning.
  public var controlPlanes: Int
  public var workers: Int
  public var zones: [ZoneName]
  public var volumes: VolumeKind
  public var backups: BackupSchedule?
  /// 0 to 2 machines that stand outside the zones and share one address; nil: one where there are several control planes.
  public var loadBalancers: Int?
  /// How apiservers reach etcd.
  public var etcdEndpoint: EtcdEndpoint
  /// How long a node's heartbeat may be missing before it counts as NotReady; Kubernetes' own default is 40 s.
  public var nodeGrace: Duration

  public init(
    controlPlanes: Int = 1, workers: Int = 0, zones: [ZoneName] = [ZoneName("a")], volumes: VolumeKind = .local,
    backups: BackupSchedule? = nil, loadBalancers: Int? = nil, etcdEndpoint: EtcdEndpoint = .direct,
    nodeGrace: Duration = .seconds(40)
  ) {
    self.controlPlanes = controlPlanes
    self.workers = workers
    self.zones = zones
    self.volumes = volumes
    self.backups = backups
    self.loadBalancers = loadBalancers
    self.etcdEndpoint = etcdEndpoint
    self.nodeGrace = nodeGrace
  }

  public var balancerCount: Int { loadBalancers ?? (controlPlanes > 1 ? 1 : 0) }
}

/// How apiservers reach etcd.
public enum EtcdEndpoint: String, Hashable, Sendable, Codable, CaseIterable {
  /// Each its own machine's member.
  case direct
  /// All of them through a TCP balancer that keeps a client with its member.
  case balanced
}

/// Where etcd keeps its state.
public enum VolumeKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// Dies with its machine.
  case local
  /// Outlives its machine and can be attached to another.
  case persistent
}

public struct BackupSchedule: Hashable, Sendable, Codable {
  public var every: Duration

  public init(every: Duration) {
    self.every = every
  }
}

/// The built-in probes, each run through the load balancer and against every machine; `workload` needs no API.
public enum ProbeName: String, Hashable, Sendable, Codable, CaseIterable {
  case apiRead = "api-read"
  case apiWrite = "api-write"
  case etcdWrite = "etcd-write"
  /// From one worker machine to another, past the control plane.
  case workload
}

public struct LedgerSpec: Hashable, Sendable, Codable {
  public var rate: Rate

  public init(rate: Rate = Rate(perSecond: 50)) {
    self.rate = rate
  }
}

/// What must hold before anything is broken.
public struct SteadyState: Hashable, Sendable, Codable {
  /// Every required probe must be good for this long without a break.
  public var duration: Duration
  /// How long to wait for that before the drill counts as errored.
  public var deadline: Duration

  public init(duration: Duration = .seconds(3), deadline: Duration = .seconds(60)) {
    self.duration = duration
    self.deadline = deadline
  }
}

public struct RecoverySpec: Hashable, Sendable, Codable {
  public var means: RecoveryMeans
  /// When to give up, counted from the first fault. Beyond the objective, so that a late recovery still gets its number.
  public var deadline: Duration
  /// How long every required probe must be good before the cluster counts as recovered.
  public var stable: Duration
  public var requires: RequiredLanes
  /// The period of the monitor's status checks, for `auto-recover-machine`.
  public var alarmPeriod: Duration
  /// The zone in which machines are made anew; nil: where they stood.
  public var zone: ZoneName?

  public init(
    means: RecoveryMeans = .itself, deadline: Duration = .seconds(120), stable: Duration = .seconds(3),
    requires: RequiredLanes = .all, alarmPeriod: Duration = .seconds(60), zone: ZoneName? = nil
  ) {
    self.means = means
    self.deadline = deadline
    self.stable = stable
    self.requires = requires
    self.alarmPeriod = alarmPeriod
    self.zone = zone
  }
}

/// Which lanes have to be good for the cluster to count as recovered.
public enum RequiredLanes: String, Hashable, Sendable, Codable, CaseIterable {
  case all
  /// Those through the load balancer: machines that stay lost do not count.
  case service
}

public enum RecoveryMeans: Hashable, Sendable, Codable {
  /// The cluster has to heal by itself; written `self`.
  case itself
  case runbook(RunbookName)
  /// Steps of the core's own, one by one.
  case steps([RecoveryStepName])

  public var name: String {
    switch self {
    case .itself: "self"
    case .runbook(let name): name.rawValue
    case .steps: "steps"
    }
  }
}

/// A step of the recovery core, by the name that runbooks and reports give it.
public struct RecoveryStepName: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ name: String) { rawValue = name }
  public var description: String { rawValue }
}

/// The recoveries that ship.
public enum RunbookName: String, Hashable, Sendable, Codable, CaseIterable {
  case restartComponent = "restart-component"
  case restartMachine = "restart-machine"
  case autoRecoverMachine = "auto-recover-machine"
  case restoreFromBackup = "restore-from-backup"
  case replaceMember = "replace-member"
  case reattachVolume = "reattach-volume"
  case recoverFromSurvivor = "recover-from-survivor"
  case reprovisionInZone = "reprovision-in-zone"
  case rebuildCluster = "rebuild-cluster"
  case renewCertificates = "renew-certificates"
  case clearNospace = "clear-nospace"
}

/// Targets of a drill; nil means not graded.
public struct Objectives: Hashable, Sendable, Codable {
  /// Longest time to detect.
  public var detect: Duration?
  /// Longest time to recover (the RTO).
  public var recover: Duration?
  /// Most data that may be lost, in seconds of acknowledged writes (the RPO).
  public var dataLoss: Duration?
  /// Most time that a lane may be down in all, by lane: `api-read/new: 100ms`.
  public var outage: [LaneID: Duration]
  /// Latest moment of each milestone, counted from the first fault.
  public var milestones: [Milestone: Duration]

  public init(
    detect: Duration? = nil, recover: Duration? = nil, dataLoss: Duration? = nil, outage: [LaneID: Duration] = [:],
    milestones: [Milestone: Duration] = [:]
  ) {
    self.detect = detect
    self.recover = recover
    self.dataLoss = dataLoss
    self.outage = outage
    self.milestones = milestones
  }
}
