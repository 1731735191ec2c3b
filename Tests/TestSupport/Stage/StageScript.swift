public import Faults
public import Model
public import Recovery

/// How a fake stage behaves. As it stands: all is well at once, and every fault shows its effect at once.
public struct StageScript: Sendable {
  /// Share of every span in which the harness could not look.
  public var unobservedShare = 0.0
  public var bootTakes = Duration.seconds(5)
  public var bootFailure: String?
  public var prepareFailure: String?
  /// When every lane turns good, after the preparation; nil: never.
  public var goodAfter: Duration? = .zero
  /// When the first backup is there; nil: never.
  public var backupAfter: Duration? = .zero
  /// The lanes that the monitor sees.
  public var watched: [LaneID] = ["api-read", "api-read/new"]
  public var outages: [FakeOutage] = []
  public var faults: [Int: FaultScript] = [:]
  /// The runbook's steps; each takes as long as the others.
  public var steps = ["mend"]
  /// What the runbook tells beside its steps, before it ends.
  public var tells: @Sendable (any Runbook.Listener, ManualClock) -> Void = { _, _ in }
  public var repairTakes = Duration.seconds(4)
  public var repairFailure: RecoveryError?
  /// One for each time that it is asked, the first by the steady state; the last one stays.
  public var freshness: [FakeFreshness] = [.proved]
  /// Why faults cannot be put in.
  public var obstacles: [Fault.Kind: String] = [:]
  /// Spans in which etcd does not commit. Counted like outages; the lane does not matter.
  public var noQuorum: [FakeOutage] = []
  /// Moments, after the first inject, at which etcd gets another leader.
  public var elections: [Duration] = []
  /// Spans in which `kube-apiserver on cp-1` does not run.
  public var standstills: [FakeOutage] = []
  /// When another one takes the controller manager's lease, after the first inject.
  public var takeover: Duration?
  /// When `worker-1` stops being Ready, after the first inject.
  public var nodeLostAfter: Duration?
  /// When the cluster is whole again, after the first inject; nil: never.
  public var convergedAfter: Duration? = .zero
  public var watches: WatchFacts?
  /// nil: the comparison fails.
  public var ledger: LedgerFacts? = .kept()

  public init() {}

  public init(_ change: (inout StageScript) -> Void) {
    change(&self)
  }
}

/// A span in which a lane fails, counted from the first inject.
public struct FakeOutage: Sendable {
  public enum End: Sendable {
    case after(Duration)
    /// It ends when the runbook is through.
    case repair
    case never
  }

  /// nil: every lane.
  public var lane: LaneID?
  public var start: Duration
  public var end: End

  public init(_ lane: LaneID? = nil, from start: Duration = .zero, until end: End) {
    self.lane = lane
    self.start = start
    self.end = end
  }
}

public struct FakeFreshness: Sendable {
  public static let proved = FakeFreshness(after: .zero)
  public static let never = FakeFreshness(after: nil)

  public var after: Duration?

  public init(after: Duration?) {
    self.after = after
  }
}

public struct FaultScript: Sendable {
  public var prepareFailure: FaultError?
  public var injectTakes: Duration
  public var injectFailure: FaultError?
  public var canBeCutShort: Bool
  /// When the effect shows, after the inject; nil: never.
  public var effectAfter: Duration?
  public var undoTakes: Duration
  /// How many times the undo fails.
  public var undoFailures: Int

  public init(
    prepareFailure: FaultError? = nil, injectTakes: Duration = .zero, injectFailure: FaultError? = nil,
    canBeCutShort: Bool = false,
    effectAfter: Duration? = .zero, undoTakes: Duration = .zero, undoFailures: Int = 0
  ) {
    self.prepareFailure = prepareFailure
    self.injectTakes = injectTakes
    self.injectFailure = injectFailure
    self.canBeCutShort = canBeCutShort
    self.effectAfter = effectAfter
    self.undoTakes = undoTakes
    self.undoFailures = undoFailures
  }
}
