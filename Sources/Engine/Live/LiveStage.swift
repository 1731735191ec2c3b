import Clients
public import Faults
import Foundation
public import Model
import Probes
public import Providers
public import Recovery
import Synchronization
import Transport

/// The real world: a cluster from a provider, probes on the wire, backups on disk.
public final class LiveStage: Stage {
  struct Running {
    var cluster: any Cluster
    var addresses: Addresses
    var links: ClusterLinks
    var deleted: DeletedObjects
    var sampler: Sampler?
    var ledger: Ledger?
    var watch: LedgerWatch?
    var canary: Canary?
    var backupLoop: Task<Void, Never>?
  }

  /// How long a cluster that has just booted may leave questions unanswered.
  private static let patience = Duration.seconds(15)

  let plan: Plan
  let recorder: EventRecorder
  let backupDirectory: String
  private let bootCluster: @Sendable () async throws -> any Cluster
  let running = Mutex<Running?>(nil)
  let catalogue = BackupCatalogue()
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
    let links = ClusterLinks(addresses)
    running.withLock {
      $0 = Running(cluster: cluster, addresses: addresses, links: links, deleted: DeletedObjects(api: links.api))
    }
    return cluster.facts
  }

  public func obstacle(to fault: Fault.Kind) async -> String? {
    await running.withLock { $0?.cluster }?.obstacle(to: fault)
  }

  public func obstacle(to recovery: RecoveryMeans) async -> String? {
    running.withLock { $0?.cluster }?.obstacle(to: recovery)
  }

  /// What a recovery that was cut short had stopped is put back first.
  public func leftovers() async -> [String] {
    guard let cluster = running.withLock({ $0?.cluster }) else { return [] }
    for leftover in await cluster.leftovers() where leftover.kind == .manifest {
      do {
        try await cluster.remove(leftover)
        recorder.emit(.note("put back: \(leftover)"))
      } catch {
        recorder.emit(.note("\(leftover) could not be put back: \(error)"))
      }
    }
    return await cluster.leftovers().map(\.description)
  }

  public func prepare() async throws {
    let running = try standing()
    if !running.cluster.isOwned { try await HarnessNamespaces(api: running.links.api).clear() }
    try await makeCanary(running)
    let (objects, lanes) = (ProbeObjects(api: running.links.api), plan.lanes)
    try await asking(for: Self.patience) { () async throws(ClientError) in try await objects.make(for: lanes) }
    try await beginLedger(running)
    await running.cluster.beginMeasured()
    let builder = LaneBuilder(addresses: running.addresses, links: running.links)
    let sampler = Sampler(plan.lanes.map(builder.lane)) { [recorder, unobserved] events in
      recorder.emit(events)
      unobserved.take(events)
    }
    self.running.withLock { $0?.sampler = sampler }
    if let schedule = plan.drill.cluster.backups { startBackups(schedule, running) }
  }

  /// First, since its pods take a while to be in their places.
  private func makeCanary(_ running: Running) async throws {
    guard !running.cluster.workers.isEmpty else { return }
    let canary = Canary(api: running.links.api, workers: running.cluster.workers, pods: running.cluster.pods)
    let port = try await asking(for: Self.patience) { () async throws(ClientError) in try await canary.make() }
    self.running.withLock { $0?.canary = canary }
    guard let port, let worker = running.cluster.workers.last else { return }
    // Through a node's port to pods on any node.
    let host = worker.address.contains(":") ? "[\(worker.address)]" : worker.address
    running.addresses.serveWorkload(at: "http://\(host):\(port)")
  }

  private func beginLedger(_ running: Running) async throws {
    let (links, addresses) = (running.links, running.addresses)
    let ledger = Ledger(
      endpoint: { addresses.now.api }, api: links.api, tls: links.adminTLS, rate: plan.drill.ledger?.rate)
    let revision = try await asking(for: Self.patience) { () async throws(ClientError) in try await ledger.begin() }
    self.running.withLock { $0?.ledger = ledger }
    guard plan.drill.ledger != nil, let revision else { return }
    let watch = try await LedgerWatch(api: links.api, from: revision)
    self.running.withLock { $0?.watch = watch }
  }

  private func startBackups(_ schedule: BackupSchedule, _ running: Running) {
    let addresses = running.addresses
    let loop = BackupLoop(
      every: schedule.every, snapshotter: snapshotter(running.cluster),
      endpoints: { addresses.now.etcdByMachine.values.sorted() }, catalogue: catalogue, recorder: recorder,
      deleted: running.deleted)
    let task = Task { await loop.run() }
    self.running.withLock { $0?.backupLoop = task }
  }

  func snapshotter(_ cluster: any Cluster) -> Snapshotter {
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

  public func prepare(_ fault: Fault, index: Int) async throws(FaultError) -> ReadyFault {
    guard let running = running.withLock({ $0 }) else { throw .providerFailed("no cluster stands") }
    let cluster = running.cluster
    let means = FaultMeans.live(running.links, cluster, backups: self.catalogue)
    let catalogue = FaultCatalogue(cluster: cluster, seed: plan.seed, means: means)
    let chosen = try await catalogue.choose(fault, index: index)
    return ReadyFault(try catalogue.make(chosen), chosen)
  }

  public func pauseBackups() async {
    let loop = running.withLock { running in
      defer { running?.backupLoop = nil }
      return running?.backupLoop
    }
    loop?.cancel()
    await loop?.value
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
    }
    if !ended.cluster.isOwned {
      let left = await HarnessNamespaces(api: ended.links.api).remove()
      if !left.isEmpty {
        // An API that is still on its way up is no fault that was left.
        recorder.emit(.note("\(left.joined(separator: ", ")) could not be removed: `firedrill undo --cluster` does it"))
      }
      await removeKeys(ended)
    }
    await offPool("links-end") { ended.links.close() }
  }

  /// What probes and faults wrote into etcd beside Kubernetes' own. The first member that takes it does.
  private func removeKeys(_ running: Running) async {
    for machine in running.cluster.machines where machine.components.contains(.etcd) {
      let etcd = running.links.etcd(of: machine.name)
      do throws(ClientError) {
        for prefix in ["/firedrill/", "firedrill/"] { try await etcd.delete(under: prefix, deadline: .seconds(5)) }
        return
      } catch {}
    }
  }

  private func standing() throws -> Running {
    guard let running = running.withLock({ $0 }) else {
      throw RecoveryError.stepFailed(doing: "preparing", reason: "no cluster stands")
    }
    return running
  }
}
