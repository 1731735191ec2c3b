public import Engine
public import Faults
public import Foundation
public import Model
public import Recovery
import Synchronization

/// A world that follows a script and writes down what was asked of it.
public final class FakeStage: Stage {
  private struct State {
    var calls: [String] = []
    var preparedAt: MonotonicTime?
    var brokenAt: MonotonicTime?
    var repairedAt: MonotonicTime?
    var freshnessAsked: [Date] = []
  }

  public let clock: ManualClock
  private let script: StageScript
  private let state = Mutex(State())

  public init(_ script: StageScript, clock: ManualClock) {
    self.script = script
    self.clock = clock
  }

  /// What was asked for, in order: `boot`, `inject 0`, `pause backups`, `recover restore-from-backup` …
  public var calls: [String] { state.withLock(\.calls) }
  /// The moment of each call for a freshness proof, as it was handed in.
  public var freshnessAsked: [Date] { state.withLock(\.freshnessAsked) }

  func note(_ call: String) { state.withLock { $0.calls.append(call) } }

  func breaks() {
    let now = clock.now()
    state.withLock { $0.brokenAt = $0.brokenAt ?? now }
  }

  public func boot() async throws -> ClusterFacts {
    note("boot")
    try await clock.sleep(until: clock.now() + script.bootTakes)
    if let failure = script.bootFailure { throw Scripted(failure) }
    return ClusterFacts(
      provider: "fake", version: "v1", etcdVersion: "3", machines: [], zones: [], bootSeconds: script.bootTakes.seconds)
  }

  public func prepare() async throws {
    note("prepare")
    if let failure = script.prepareFailure { throw Scripted(failure) }
    let now = clock.now()
    state.withLock { $0.preparedAt = now }
  }

  public func goodStretch(_ lane: LaneID) -> GoodStretch? {
    let now = clock.now()
    guard let prepared = state.withLock(\.preparedAt), let good = script.goodAfter, prepared + good <= now,
      failingSince(lane) == nil
    else { return nil }
    let ends = spans(lane).compactMap(\.end).filter { $0 <= now }
    return GoodStretch(since: ends.max() ?? prepared + good, until: now)
  }

  public func unobserved(from start: MonotonicTime, to end: MonotonicTime) -> Duration {
    script.unobservedShare == 0
      ? .zero : .nanoseconds(Int64(Double((end - start).wholeNanoseconds) * script.unobservedShare))
  }

  public func readings() -> [MonitorReading] {
    script.watched.map { lane in
      let failing = failingSince(lane).map { Int((clock.now() - $0).seconds / 0.01) + 1 }
      return MonitorReading(lane: lane, consecutiveFailures: failing ?? 0)
    }
  }

  public func hasBackup() -> Bool {
    guard let prepared = state.withLock(\.preparedAt), let backup = script.backupAfter else { return false }
    return prepared + backup <= clock.now()
  }

  public func prepare(_ fault: Fault, index: Int) async throws(FaultError) -> ReadyFault {
    let wanted = script.faults[index] ?? FaultScript()
    if let failure = wanted.prepareFailure { throw failure }
    return ReadyFault(
      FakeFault(script: wanted, index: index, stage: self), ChosenFault(fault, mark: "\(ChosenFault.prefix)\(index)"))
  }

  public func pauseBackups() async { note("pause backups") }

  public func recover(
    _ means: RecoveryMeans, incident: Date, deadline: MonotonicTime, listener: any Runbook.Listener
  ) async throws(RecoveryError) {
    note("recover \(means.name)")
    let takes = script.repairTakes / script.steps.count
    for step in script.steps {
      listener.stepBegan(step)
      try? await clock.sleep(until: clock.now() + takes)
      if let failure = script.repairFailure {
        listener.stepEnded(step, seconds: takes.seconds, outcome: .failed, detail: failure.description)
        throw failure
      }
      listener.stepEnded(step, seconds: takes.seconds, outcome: .done, detail: "mended")
    }
    script.tells(listener, clock)
    let now = clock.now()
    state.withLock { $0.repairedAt = now }
  }

  public func proveFreshness(since: Date, limit: Duration) async -> FreshnessProver.Result {
    let wanted = state.withLock { state in
      state.freshnessAsked.append(since)
      return script.freshness[min(state.freshnessAsked.count, script.freshness.count) - 1]
    }
    let takes = wanted.after.map { min($0, limit) } ?? limit
    try? await clock.sleep(until: clock.now() + takes)
    let proved = wanted.after.map { $0 <= limit } ?? false
    return FreshnessProver.Result(
      proved: proved, at: clock.now(), evidence: [proved ? "a lease was renewed" : "not seen: a lease was renewed"])
  }

  public func compareLedger() async throws -> LedgerFacts {
    note("compare ledger")
    guard let ledger = script.ledger else { throw Scripted("the API does not answer") }
    return ledger
  }

  public func laneFacts() -> [LaneFacts] { [] }
  public func finish() async { note("finish") }

  // MARK: lanes

  private func failingSince(_ lane: LaneID) -> MonotonicTime? {
    let now = clock.now()
    return spans(lane).first { $0.start <= now && $0.end.map { now < $0 } ?? true }?.start
  }

  private func spans(_ lane: LaneID) -> [(start: MonotonicTime, end: MonotonicTime?)] {
    spans(script.outages.filter { $0.lane == nil || $0.lane == lane })
  }

  /// The scripted outages as moments; those that only the runbook ends are open until then.
  private func spans(_ outages: [FakeOutage]) -> [(start: MonotonicTime, end: MonotonicTime?)] {
    let (broken, repaired) = state.withLock { ($0.brokenAt, $0.repairedAt) }
    guard let broken else { return [] }
    return outages.map { outage in
      switch outage.end {
      case .after(let seconds): (broken + outage.start, broken + seconds)
      case .repair: (broken + outage.start, repaired)
      case .never: (broken + outage.start, nil)
      }
    }
  }
}

/// The insides.
extension FakeStage {
  public func obstacle(to fault: Fault.Kind) async -> String? { script.obstacles[fault] }

  public func quorum() async -> QuorumSight {
    let commits = !isWithin(script.noQuorum)
    let leader = script.elections.count { hasPassed($0) }
    return QuorumSight(cluster: "c", leader: "leader \(leader)", commits: commits, evidence: "asked")
  }

  public func writesGoodSince() -> MonotonicTime? { goodStretch("api-write")?.since }

  public func standstills() async -> Set<Standstill> {
    isWithin(script.standstills) ? [Standstill("kube-apiserver on cp-1", .ended)] : []
  }

  public func controllers() async -> ControllerSight? {
    let tookOver = hasPassed(script.takeover)
    let acquired = tookOver ? moment(script.takeover) : clock.wall(at: 0)
    let lease = ControllerSight.Lease(
      holder: tookOver ? "cp-2" : "cp-1", acquired: acquired, renewed: max(acquired, clock.wall(at: 1)))
    return ControllerSight(
      leases: ["kube-controller-manager": lease], nodes: ["worker-1": !hasPassed(script.nodeLostAfter)])
  }

  public func convergence(since: Date) async -> ConvergenceSight {
    hasPassed(script.convergedAfter)
      ? ConvergenceSight(evidence: "whole") : ConvergenceSight(missing: ["1 of 3 nodes are Ready"])
  }

  public func watchOutcome() async -> WatchFacts? { script.watches }

  private func isWithin(_ outages: [FakeOutage]) -> Bool {
    let now = clock.now()
    return spans(outages).contains { span in span.start <= now && (span.end.map { now < $0 } ?? true) }
  }

  /// Whether so much time has passed since the first inject.
  private func hasPassed(_ after: Duration?) -> Bool {
    guard let after, let broken = state.withLock(\.brokenAt) else { return false }
    return clock.now() >= broken + after
  }

  private func moment(_ after: Duration?) -> Date {
    guard let after, let broken = state.withLock(\.brokenAt) else { return clock.wall() }
    return clock.wall(at: (broken + after - clock.start).seconds)
  }
}

/// A failure that a test asked for.
public struct Scripted: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
