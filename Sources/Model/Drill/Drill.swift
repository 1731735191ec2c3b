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
