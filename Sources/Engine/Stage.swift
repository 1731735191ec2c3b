public import Faults
public import Foundation
public import Model
public import Recovery

/// The world that a drill plays in: everything with a side effect. The engine decides when; a stage does.
public protocol Stage: Sendable {
  /// Makes the cluster stand; returns when every apiserver is ready.
  func boot() async throws -> ClusterFacts

  /// Why a fault cannot be put in here; nil when it can.
  func obstacle(to fault: Fault.Kind) async -> String?

  /// Why the recovery cannot be made here; nil when it can.
  func obstacle(to recovery: RecoveryMeans) async -> String?

  /// What this harness left behind on the machines; empty where nothing can be left.
  func leftovers() async -> [String]

  /// Starts the probes, the ledger, the canary and the backups.
  func prepare() async throws

  /// The lane's unbroken good stretch as far as completed samples confirm it; nil while it is failing or could not be
  /// observed.
  func goodStretch(_ lane: LaneID) -> GoodStretch?

  /// How much of that time the harness itself could not look.
  func unobserved(from start: MonotonicTime, to end: MonotonicTime) -> Duration

  func readings() -> [MonitorReading]

  /// Whether a backup that counts exists; true where the drill wants none.
  func hasBackup() -> Bool

  func prepare(_ fault: Fault, index: Int) async throws(FaultError) -> ReadyFault

  /// From here on no backup is taken: what stands now may not be the cluster that is to be saved.
  func pauseBackups() async

  /// - Parameter deadline: when to give up.
  func recover(
    _ means: RecoveryMeans, incident: Date, deadline: MonotonicTime, listener: any Runbook.Listener
  ) async throws(RecoveryError)

  func proveFreshness(since: Date, limit: Duration) async -> FreshnessProver.Result

  /// Stops the ledger's writes and compares what was acknowledged with what is there.
  func compareLedger() async throws -> LedgerFacts

  func laneFacts() -> [LaneFacts]

  // MARK: milestones

  /// Asks etcd once.
  func quorum() async -> QuorumSight

  /// Since when writes through the API have been acknowledged without a failure; nil while they are not.
  func writesGoodSince() -> MonotonicTime?

  /// What should run and does not.
  func standstills() async -> Set<Standstill>

  /// Who holds the leases and which nodes are Ready; nil while the API does not answer.
  func controllers() async -> ControllerSight?

  /// Whether the cluster is whole again; only leases renewed after `since` count.
  func convergence(since: Date) async -> ConvergenceSight

  /// What became of the watch that has been held open since the preparation; nil where there is none.
  func watchOutcome() async -> WatchFacts?

  /// Stops probes and backups and takes the cluster down. Called once, also after a failure.
  func finish() async
}

extension Stage {
  public func obstacle(to recovery: RecoveryMeans) async -> String? { nil }
  public func leftovers() async -> [String] { [] }

  /// How long a window was really seen good.
  func observed(from start: MonotonicTime, to end: MonotonicTime) -> Duration {
    end > start ? end - start - unobserved(from: start, to: end) : .zero
  }
}

/// A span without a failed sample.
public struct GoodStretch: Hashable, Sendable {
  public var since: MonotonicTime
  /// Up to when finished samples confirm it.
  public var until: MonotonicTime

  public init(since: MonotonicTime, until: MonotonicTime) {
    self.since = since
    self.until = until
  }
}
