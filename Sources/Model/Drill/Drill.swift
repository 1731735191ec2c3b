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

  public init(
    name: String, title: String, labels: [String: [String]] = [:], source: SourceLocation = SourceLocation(),
    cluster: ClusterSpec = ClusterSpec(), probes: [ProbeName] = [.apiRead, .apiWrite],
    ledger: LedgerSpec? = LedgerSpec(),
    steadyState: SteadyState = SteadyState(), faults: [ScheduledFault], recovery: RecoverySpec = RecoverySpec(),
    objectives: Objectives = Objectives()
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
  }
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

  public init(
    controlPlanes: Int = 1, workers: Int = 0, zones: [ZoneName] = [ZoneName("a")], volumes: VolumeKind = .local,
    backups: BackupSchedule? = nil
  ) {
    self.controlPlanes = controlPlanes
    self.workers = workers
    self.zones = zones
    self.volumes = volumes
    self.backups = backups
  }
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

/// The built-in probes, each run through the load balancer and against every machine.
public enum ProbeName: String, Hashable, Sendable, Codable, CaseIterable {
  case apiRead = "api-read"
  case apiWrite = "api-write"
  case etcdWrite = "etcd-write"
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

  public init(means: RecoveryMeans = .itself, deadline: Duration = .seconds(120), stable: Duration = .seconds(3)) {
    self.means = means
    self.deadline = deadline
    self.stable = stable
  }
}

public enum RecoveryMeans: Hashable, Sendable, Codable {
  /// The cluster has to heal by itself; written `self`.
  case itself
  case runbook(RunbookName)

  public var name: String {
    switch self {
    case .itself: "self"
    case .runbook(let name): name.rawValue
    }
  }
}

/// The recoveries that ship.
public enum RunbookName: String, Hashable, Sendable, Codable, CaseIterable {
  case restoreFromBackup = "restore-from-backup"
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

  public init(
    detect: Duration? = nil, recover: Duration? = nil, dataLoss: Duration? = nil, outage: [LaneID: Duration] = [:]
  ) {
    self.detect = detect
    self.recover = recover
    self.dataLoss = dataLoss
    self.outage = outage
  }
}
