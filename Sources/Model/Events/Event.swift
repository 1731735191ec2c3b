public import Foundation

/// One thing that happened in a drill. Events are only ever appended; grading and reports read nothing else.
public struct Event: Hashable, Sendable, Codable {
  /// Seconds since the drill began, on the monotonic clock.
  public var at: Double
  /// For people only; never used to measure.
  public var wall: Date
  public var body: Body

  public init(at: Double, wall: Date, body: Body) {
    self.at = at
    self.wall = wall
    self.body = body
  }

  /// All times inside a body are seconds since the drill began, like `at`; all spans are seconds.
  public enum Body: Hashable, Sendable, Codable {
    case drillStarted(plan: Plan, version: String, host: HostFacts)
    case phaseBegan(Phase)
    case clusterReady(ClusterFacts)
    case steadyStateHeld(since: Double)
    case steadyStateMissed(reason: String)
    case backupTaken(BackupFacts)
    case backupFailed(reason: String)
    /// Written before the inject runs.
    case faultIntended(index: Int, kind: Fault.Kind, targets: [String], undo: String, fidelity: Fidelity)
    /// `at`: just before the inject began, so that a recovery never looks shorter than it was.
    case faultApplied(index: Int, at: Double)
    case faultEffect(index: Int, EffectProof)
    case faultUndone(index: Int)
    case faultUndoFailed(index: Int, reason: String)
    case detected(rule: String, evidence: String)
    case recoveryBegan(runbook: String)
    case stepBegan(name: String)
    case stepEnded(name: String, seconds: Double, outcome: StepOutcome, detail: String)
    case recoveryFailed(reason: String)
    case outageBegan(lane: LaneID, start: Double, detail: String)
    /// `resolution`: the edges are known to within so many seconds. `uncertain`: the harness was starved at an edge.
    case outageEnded(lane: LaneID, start: Double, end: Double, resolution: Double, uncertain: Bool)
    /// The harness itself could not look. Neither up nor down.
    case unobserved(start: Double, end: Double)
    case lanes([LaneFacts])
    /// Every required lane was good from `start` to `end`.
    case stableWindow(start: Double, end: Double)
    case freshness(FreshnessProof)
    case ledgerCompared(LedgerFacts)
    /// Came true at `at`, or came true again after a setback.
    case milestone(Milestone, at: Double, evidence: String)
    /// What was not whole again at the deadline.
    case notConverged(missing: [String])
    /// A time-out that the recovery had to sit out: its configured length beside what was measured.
    case waited(WaitFacts)
    /// What a restore brought back although it was gone, and what became of it.
    case revived(RevivedFacts)
    /// What became of the watches that were held open.
    case watches(WatchFacts)
    /// What is still on the machines after every fault was taken out.
    case leftBehind([String])
    case note(String)
    case failed(reason: String)
    case skipped(reason: String)
    case interrupted(reason: String)
    case drillEnded
  }
}

/// The parts of a drill's time.
public enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
  case boot, prepare
  case steadyState = "steady state"
  case fault, recovery, verify, teardown
}

/// How a step went.
public enum StepOutcome: String, Hashable, Sendable, Codable {
  case done, failed
}
