public import Foundation
public import Model
import Probes
public import Recovery
import Synchronization

extension LiveStage {
  public func recover(
    _ means: RecoveryMeans, incident: Date, deadline: MonotonicTime, listener: any Runbook.Listener
  ) async throws(RecoveryError) {
    guard let running = running.withLock(\.self) else {
      throw .stepFailed(doing: "recovering", reason: "no cluster stands")
    }
    try await Runbook.of(means)?.run(context(running, incident, deadline), listener: listener)
  }

  private func context(_ running: Running, _ incident: Date, _ deadline: MonotonicTime) -> RunbookContext {
    let links = running.links
    let recovery = plan.drill.recovery
    return RunbookContext(
      cluster: running.cluster, backups: catalogue, snapshotter: snapshotter(running.cluster),
      freshness: FreshnessProver(api: links.api), api: { links.api(of: $0) }, etcd: { links.etcd(of: $0) },
      incident: incident, deadline: deadline, zone: recovery.zone, alarmPeriod: recovery.alarmPeriod,
      lastRevision: { running.watch?.lastRevision ?? 0 }, deleted: { running.deleted.all })
  }

  public func proveFreshness(since: Date, limit: Duration) async -> FreshnessProver.Result {
    guard let links = running.withLock({ $0?.links }) else {
      return FreshnessProver.Result(proved: false, at: .now(), evidence: ["no cluster stands"])
    }
    return await FreshnessProver(api: links.api).prove(since: since, limit: limit)
  }
}
