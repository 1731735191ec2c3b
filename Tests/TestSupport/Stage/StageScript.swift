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
  public var repairTakes = Duration.seconds(4)
  public var repairFailure: RecoveryError?
  /// One for each time that it is asked, the first by the steady state; the last one stays.
  public var freshness: [FakeFreshness] = [.proved]
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
  /// When the effect shows, after the inject; nil: never.
  public var effectAfter: Duration?
  public var undoTakes: Duration
  /// How many times the undo fails.
  public var undoFailures: Int

  public init(
    prepareFailure: FaultError? = nil, injectTakes: Duration = .zero, injectFailure: FaultError? = nil,
    effectAfter: Duration? = .zero, undoTakes: Duration = .zero, undoFailures: Int = 0
  ) {
    self.prepareFailure = prepareFailure
    self.injectTakes = injectTakes
    self.injectFailure = injectFailure
    self.effectAfter = effectAfter
    self.undoTakes = undoTakes
    self.undoFailures = undoFailures
  }
}
