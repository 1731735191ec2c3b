public import Foundation

/// One drill's verdict with what it rests on. All spans are seconds; all times are seconds since the drill began.
public struct DrillRecord: Hashable, Sendable, Codable {
  public var name: String
  public var title: String
  public var file: String
  public var line: Int
  public var labels: [String: [String]]
  public var status: DrillStatus
  /// One sentence: why it has this status.
  public var reason: String
  public var seed: UInt64
  public var started: Date
  public var seconds: Double
  public var cluster: ClusterFacts?
  public var faults: [FaultRecord]
  public var recovery: RecoveryRecord
  public var phases: [PhaseRecord]
  public var measures: Measures
  public var objectives: [ObjectiveRecord]
  public var lanes: [LaneFacts]
  public var backups: [BackupFacts]
  public var freshness: FreshnessProof?
  public var ledger: LedgerFacts?
  /// Spans in which the harness could not look.
  public var unobserved: [Span]
  public var warnings: [String]
  /// Time-outs that the recovery had to sit out.
  public var waits: [WaitFacts]
  /// The least time in which such a failure can be recovered from; nil where none is known.
  public var floor: RecoveryFloor?
  /// What a restore brought back although it was gone.
  public var revived: RevivedFacts?
  public var watches: WatchFacts?
  /// What is still on the machines after every fault was taken out.
  public var leftBehind: [String]

  public init(
    name: String, title: String, file: String, line: Int, labels: [String: [String]], status: DrillStatus,
    reason: String, seed: UInt64, started: Date, seconds: Double, cluster: ClusterFacts?, faults: [FaultRecord],
    recovery: RecoveryRecord, phases: [PhaseRecord], measures: Measures, objectives: [ObjectiveRecord],
    lanes: [LaneFacts], backups: [BackupFacts], freshness: FreshnessProof?, ledger: LedgerFacts?, unobserved: [Span],
    warnings: [String], waits: [WaitFacts] = [], floor: RecoveryFloor? = nil, revived: RevivedFacts? = nil,
    watches: WatchFacts? = nil, leftBehind: [String] = []
  ) {
    self.name = name
    self.title = title
    self.file = file
    self.line = line
    self.labels = labels
    self.status = status
    self.reason = reason
    self.seed = seed
    self.started = started
    self.seconds = seconds
    self.cluster = cluster
    self.faults = faults
    self.recovery = recovery
    self.phases = phases
    self.measures = measures
    self.objectives = objectives
    self.lanes = lanes
    self.backups = backups
    self.freshness = freshness
    self.ledger = ledger
    self.unobserved = unobserved
    self.warnings = warnings
    self.waits = waits
    self.floor = floor
    self.revived = revived
    self.watches = watches
    self.leftBehind = leftBehind
  }
}

public struct Span: Hashable, Sendable, Codable {
  public var start: Double
  public var end: Double

  public init(start: Double, end: Double) {
    self.start = start
    self.end = end
  }

  public var seconds: Double { end - start }
}

/// How close a provider's fault is to the real one.
public enum Fidelity: String, Hashable, Sendable, Codable {
  case real, equivalent, simulated
}

/// Encoded by hand, here and below, so that what is unknown is written as `null` and not left out: a reader of
/// `run.json` can tell «not measured» from a key that it misspelled.
public struct FaultRecord: Hashable, Sendable, Codable {
  public var kind: Fault.Kind
  public var targets: [String]
  /// nil: it was never put in.
  public var appliedAt: Double?
  public var effect: EffectProof
  public var fidelity: Fidelity
  /// nil: nothing to undo (a killed process, a wiped disk); false: it may still be in place.
  public var undone: Bool?
  public var undoneAt: Double?

  public init(
    kind: Fault.Kind, targets: [String], appliedAt: Double?, effect: EffectProof, fidelity: Fidelity, undone: Bool?,
    undoneAt: Double?
  ) {
    self.kind = kind
    self.targets = targets
    self.appliedAt = appliedAt
    self.effect = effect
    self.fidelity = fidelity
    self.undone = undone
    self.undoneAt = undoneAt
  }

  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encode(kind, forKey: .kind)
    try keys.encode(targets, forKey: .targets)
    try keys.encode(appliedAt, forKey: .appliedAt)
    try keys.encode(effect, forKey: .effect)
    try keys.encode(fidelity, forKey: .fidelity)
    try keys.encode(undone, forKey: .undone)
    try keys.encode(undoneAt, forKey: .undoneAt)
  }
}

public struct RecoveryRecord: Hashable, Sendable, Codable {
  public var runbook: String
  public var steps: [StepRecord]

  public init(runbook: String, steps: [StepRecord]) {
    self.runbook = runbook
    self.steps = steps
  }
}

public struct StepRecord: Hashable, Sendable, Codable {
  public var name: String
  public var start: Double
  public var seconds: Double
  public var outcome: StepOutcome
  public var detail: String

  public init(name: String, start: Double, seconds: Double, outcome: StepOutcome, detail: String) {
    self.name = name
    self.start = start
    self.seconds = seconds
    self.outcome = outcome
    self.detail = detail
  }
}

public struct PhaseRecord: Hashable, Sendable, Codable {
  public var name: String
  public var start: Double
  public var seconds: Double

  public init(name: String, start: Double, seconds: Double) {
    self.name = name
    self.start = start
    self.seconds = seconds
  }
}

/// What was measured; nil means that it could not be.
public struct Measures: Hashable, Sendable, Codable {
  public var timeToDetect: Double?
  public var timeToRecover: Double?
  public var dataLoss: DataLoss?
  public var outages: [LaneID: OutageMeasure]
  /// Seconds from the first fault; those that were not reached are left out.
  public var milestones: [Milestone: Double]

  public init(
    timeToDetect: Double? = nil, timeToRecover: Double? = nil, dataLoss: DataLoss? = nil,
    outages: [LaneID: OutageMeasure] = [:], milestones: [Milestone: Double] = [:]
  ) {
    self.timeToDetect = timeToDetect
    self.timeToRecover = timeToRecover
    self.dataLoss = dataLoss
    self.outages = outages
    self.milestones = milestones
  }

  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encode(timeToDetect, forKey: .timeToDetect)
    try keys.encode(timeToRecover, forKey: .timeToRecover)
    try keys.encode(dataLoss, forKey: .dataLoss)
    try keys.encode(outages, forKey: .outages)
    try keys.encode(milestones, forKey: .milestones)
  }
}

public struct DataLoss: Hashable, Sendable, Codable {
  public var writes: Int
  public var seconds: Double

  public init(writes: Int, seconds: Double) {
    self.writes = writes
    self.seconds = seconds
  }
}

/// The outages of one lane from the first fault on.
public struct OutageMeasure: Hashable, Sendable, Codable {
  public var count: Int
  /// In all.
  public var seconds: Double
  public var longest: Double
  public var spans: [Span]
  /// The largest error of an edge.
  public var resolution: Double
  /// The harness was starved at an edge of one of them.
  public var uncertain: Bool

  public init(count: Int, seconds: Double, longest: Double, spans: [Span], resolution: Double, uncertain: Bool) {
    self.count = count
    self.seconds = seconds
    self.longest = longest
    self.spans = spans
    self.resolution = resolution
    self.uncertain = uncertain
  }
}

public struct ObjectiveRecord: Hashable, Sendable, Codable {
  /// `recovered`, `unrecovered`, `detect`, `recover`, `dataLoss`, `outage LANE`, or a milestone's name.
  public var name: String
  public var target: Double
  /// nil: there was nothing to measure, so the objective is not met.
  public var measured: Double?
  /// nil: undecided, since the drill was not judged.
  public var met: Bool?

  public init(name: String, target: Double, measured: Double?, met: Bool?) {
    self.name = name
    self.target = target
    self.measured = measured
    self.met = met
  }

  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encode(name, forKey: .name)
    try keys.encode(target, forKey: .target)
    try keys.encode(measured, forKey: .measured)
    try keys.encode(met, forKey: .met)
  }
}
