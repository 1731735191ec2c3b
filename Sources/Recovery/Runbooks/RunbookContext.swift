public import Clients
public import Foundation
public import Model
public import Providers
import Transport

/// What a runbook works on.
public struct RunbookContext: Sendable {
  public var cluster: any Cluster
  public var backups: BackupCatalogue
  public var snapshotter: Snapshotter
  public var freshness: FreshnessProver
  /// The API of one machine.
  public var api: @Sendable (MachineName) -> KubernetesClient
  /// The member of one machine.
  public var etcd: @Sendable (MachineName) -> EtcdClient
  /// Wall-clock time of the incident; only signs of life after it count.
  public var incident: Date
  public var clock: any DrillClock

  public init(
    cluster: any Cluster, backups: BackupCatalogue, snapshotter: Snapshotter, freshness: FreshnessProver,
    api: @escaping @Sendable (MachineName) -> KubernetesClient, etcd: @escaping @Sendable (MachineName) -> EtcdClient,
    incident: Date, clock: any DrillClock = SystemClock()
  ) {
    self.cluster = cluster
    self.backups = backups
    self.snapshotter = snapshotter
    self.freshness = freshness
    self.api = api
    self.etcd = etcd
    self.incident = incident
    self.clock = clock
  }

  /// Does `body` on every machine that runs `component`, all at once; the first failure wins.
  func onAll(
    _ component: Component, doing: String,
    _ body: @escaping @Sendable (any Machine) async throws -> Void
  ) async throws(RecoveryError) {
    let machines = cluster.machines.filter { $0.components.contains(component) }
    let failure = await withTaskGroup(of: RecoveryError?.self) { group in
      for machine in machines {
        group.addTask {
          do {
            try await body(machine)
            return nil
          } catch let error as RecoveryError {
            return error
          } catch {
            return .stepFailed(doing: "\(doing) on \(machine.name)", reason: "\(error)")
          }
        }
      }
      return await group.reduce(nil) { $0 ?? $1 }
    }
    if let failure { throw failure }
  }

  /// Asks each 20 ms until `holds` or `limit` has passed.
  func wait(
    for what: String, limit: Duration, until holds: @Sendable () async -> Bool
  ) async throws(RecoveryError) {
    let began = clock.now()
    while await !holds() {
      let waited = clock.now() - began
      guard waited < limit, !Task.isCancelled else {
        throw .notReady(what: what, waited: waited, lastSeen: "it does not answer as ready")
      }
      try? await clock.sleep(until: clock.now() + .milliseconds(20))
    }
  }
}
