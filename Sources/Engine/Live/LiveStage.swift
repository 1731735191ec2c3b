import Clients
public import Faults
public import Foundation
public import Model
import Probes
public import Providers
public import Recovery
import Synchronization
import Transport

/// The real world: a cluster from a provider, probes on the wire, backups on disk.
public final class LiveStage: Stage {
  private struct Running {
    var cluster: any Cluster
    var addresses: Addresses
    var links: ClusterLinks
    var sampler: Sampler?
    var ledger: Ledger?
    var watch: LedgerWatch?
    var backupLoop: Task<Void, Never>?
  }

  let plan: Plan
  let recorder: EventRecorder
  private let backupDirectory: String
  private let bootCluster: @Sendable () async throws -> any Cluster
  private let running = Mutex<Running?>(nil)
  private let catalogue = BackupCatalogue()
  private let unobserved = UnobservedSpans()

  /// - Parameters:
  ///   - backupDirectory: outside every volume that the drill breaks.
  ///   - boot: makes the cluster that the plan asks for.
  public init(
    plan: Plan, recorder: EventRecorder, backupDirectory: String,
    boot: @escaping @Sendable () async throws -> any Cluster
  ) {
    self.plan = plan
    self.recorder = recorder
    self.backupDirectory = backupDirectory
    bootCluster = boot
  }

  public func boot() async throws -> ClusterFacts {
    let cluster = try await bootCluster()
    let addresses = Addresses { cluster.access }
    running.withLock {
      $0 = Running(cluster: cluster, addresses: addresses, links: ClusterLinks(addresses))
    }
    return cluster.facts
  }

  public func obstacle(to fault: Fault.Kind) async -> String? {
    await running.withLock { $0?.cluster }?.obstacle(to: fault)
  }

  public func prepare() async throws {
    let running = try standing()
    let (cluster, links) = (running.cluster, running.links)
    try await ProbeObjects(api: links.api).make(for: plan.lanes)
    try await beginLedger(running)
    let builder = LaneBuilder(addresses: running.addresses, links: links)
    let sampler = Sampler(plan.lanes.map(builder.lane)) { [recorder, unobserved] events in
      recorder.emit(events)
      unobserved.take(events)
    }
    self.running.withLock { $0?.sampler = sampler }
    if let schedule = plan.drill.cluster.backups { startBackups(schedule, cluster, links) }
  }

  private func beginLedger(_ running: Running) async throws {
    let links = running.links
    let ledger = Ledger(
      endpoint: running.cluster.access.api, api: links.api, tls: links.adminTLS, rate: plan.drill.ledger?.rate)
    let revision = try await ledger.begin()
    self.running.withLock { $0?.ledger = ledger }
    guard plan.drill.ledger != nil, let revision else { return }
    let watch = try await LedgerWatch(api: links.api, from: revision)
    self.running.withLock { $0?.watch = watch }
  }

  private func startBackups(_ schedule: BackupSchedule, _ cluster: any Cluster, _ links: ClusterLinks) {
    let loop = BackupLoop(
      every: schedule.every, snapshotter: snapshotter(cluster), endpoints: cluster.access.etcdByMachine.values.sorted(),
      catalogue: catalogue, recorder: recorder)
    let task = Task { await loop.run() }
    running.withLock { $0?.backupLoop = task }
  }

  private func snapshotter(_ cluster: any Cluster) -> Snapshotter {
    Snapshotter(
      directory: backupDirectory, identity: cluster.access.etcdClient, runner: LocalCommandRunner())
  }

  public func goodStretch(_ lane: LaneID) -> GoodStretch? {
    guard let state = running.withLock({ $0?.sampler })?.state(of: lane), state.isGood,
      let since = state.goodSince, let until = state.goodUntil
    else { return nil }
    return GoodStretch(since: since, until: until)
  }

  public func unobserved(from start: MonotonicTime, to end: MonotonicTime) -> Duration {
    unobserved.within(start, end)
  }

  public func readings() -> [MonitorReading] {
    guard let sampler = running.withLock({ $0?.sampler }) else { return [] }
    return plan.lanes.compactMap { lane in
      sampler.state(of: lane.id).map {
        MonitorReading(lane: lane.id, consecutiveFailures: $0.consecutiveFailures)
      }
    }
  }

  public func hasBackup() -> Bool {
    plan.drill.cluster.backups == nil || catalogue.newest != nil
  }

  public func prepare(_ fault: Fault, index: Int) async throws(FaultError) -> any PreparedFault {
    guard let running = running.withLock({ $0 }) else { throw .providerFailed("no cluster stands") }
    let cluster = running.cluster
    let means = FaultMeans.live(
      running.links, access: cluster.access, members: cluster.machines.map(\.name), backups: catalogue)
    return try await FaultCatalogue(cluster: cluster, seed: plan.seed, means: means).prepare(fault, index: index)
  }

  public func pauseBackups() async {
    let loop = running.withLock { running in
      defer { running?.backupLoop = nil }
      return running?.backupLoop
    }
    loop?.cancel()
    await loop?.value
  }

  public func recover(
    _ means: RecoveryMeans, incident: Date, listener: any Runbook.Listener
  ) async throws(RecoveryError) {
    guard let running = running.withLock({ $0 }) else {
      throw .stepFailed(doing: "recovering", reason: "no cluster stands")
    }
    let links = running.links
    let context = RunbookContext(
      cluster: running.cluster, backups: catalogue, snapshotter: snapshotter(running.cluster),
      freshness: FreshnessProver(api: links.api), api: { links.api(of: $0) }, etcd: { links.etcd(of: $0) },
      incident: incident)
    try await Runbook.of(means)?.run(context, listener: listener)
  }

  public func proveFreshness(since: Date, limit: Duration) async -> FreshnessProver.Result {
    guard let links = running.withLock({ $0?.links }) else {
      return FreshnessProver.Result(proved: false, at: .now(), evidence: ["no cluster stands"])
    }
    return await FreshnessProver(api: links.api).prove(since: since, limit: limit)
  }

  public func compareLedger() async throws -> LedgerFacts {
    guard let ledger = running.withLock({ $0?.ledger }) else {
      throw RecoveryError.stepFailed(doing: "comparing", reason: "no ledger was kept")
    }
    await offPool("ledger-end") { ledger.end() }
    return try await ledger.compare(offset: recorder.offset)
  }

  public func laneFacts() -> [LaneFacts] {
    guard let sampler = running.withLock({ $0?.sampler }) else { return [] }
    let statistics = sampler.snapshot()
    return plan.lanes.compactMap { lane in statistics[lane.id].map { LaneFacts(lane.id, $0) } }
  }

  public func finish() async {
    await pauseBackups()
    guard
      let ended = running.withLock({ running in
        defer { running = nil }
        return running
      })
    else { return }
    await offPool("stage-end") {
      ended.ledger?.end()
      ended.sampler?.stop()
      ended.links.close()
    }
  }

  private func standing() throws -> Running {
    guard let running = running.withLock({ $0 }) else {
      throw RecoveryError.stepFailed(doing: "preparing", reason: "no cluster stands")
    }
    return running
  }
}

extension LiveStage {
  private var sights: ClusterSights? {
    running.withLock(\.self).map {
      ClusterSights(
        cluster: $0.cluster, links: $0.links, requires: plan.drill.recovery.requires)
    }
  }

  public func quorum() async -> QuorumSight {
    await sights?.quorum() ?? QuorumSight(commits: false, evidence: "no cluster stands")
  }

  public func writesGoodSince() -> MonotonicTime? {
    let lane = plan.lanes.first { $0.probe == .apiWrite && $0.machine == nil }
    if let lane { return goodStretch(lane.id)?.since }
    guard let state = running.withLock({ $0?.ledger })?.state, state.isGood else { return nil }
    return state.goodSince
  }

  public func standstills() async -> Set<Standstill> { await sights?.standstills() ?? [] }
  public func controllers() async -> ControllerSight? { await sights?.controllers() }

  public func convergence(since: Date) async -> ConvergenceSight {
    await sights?.convergence(since: since) ?? ConvergenceSight(missing: ["no cluster stands"])
  }

  public func watchOutcome() async -> WatchFacts? {
    guard let running = running.withLock(\.self), let watch = running.watch, let ledger = running.ledger else {
      return nil
    }
    return await watch.outcome(of: ledger, offset: recorder.offset)
  }
}
