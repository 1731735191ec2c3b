import Clients
import Engine
import Foundation
import Model
import Providers
import Store
import Synchronization
import Transport

/// The worker's hold on a cluster that stands already: connected once, closed at the end.
final class StandingSite: Sendable {
  private static let looking = Duration.seconds(1)

  private let order: WorkerOrder
  private let environment: [String: String]
  private let connection = Mutex<ClusterConnection?>(nil)

  init(order: WorkerOrder, environment: [String: String]) {
    self.order = order
    self.environment = environment
  }

  func open() async throws(ProviderError) -> ClusterConnection {
    let opened = try await ClusterConnection.open(order.target, folder: order.folder, environment: environment)
    connection.withLock { $0 = opened }
    return opened
  }

  /// Who has pulled the safety lever; nil: nobody.
  func lever() async -> String? {
    await SafetyLever(environment: environment, api: connection.withLock { $0?.api }).pulled()
  }

  /// Who forbids to break anything more; nil: nobody. A restore brings back an older lock, and an API that was away for long
  /// lets it run out: then it may be another's by now.
  func objection() async -> String? {
    async let pulled = lever()
    let api = connection.withLock { $0?.api }
    let other: String?
    if let api {
      other = await ClusterLock.holder(api, besides: [order.run], limit: Self.looking)
    } else {
      other = nil
    }
    return await pulled ?? other.map { "the cluster is being drilled by \($0)" }
  }

  /// Stops the drill as soon as somebody pulls the lever.
  func cancelWhenPulled(_ playing: Task<Void, Never>, _ recorder: EventRecorder) async {
    while (try? await Task.sleep(for: Self.looking)) != nil {
      guard let who = await lever() else { continue }
      recorder.emit(.interrupted(reason: "stopped by the safety lever: \(who)"))
      return playing.cancel()
    }
  }

  func close() async {
    let opened = connection.withLock { connection in
      defer { connection = nil }
      return connection
    }
    await opened?.close()
    ProtectedFolder.remove(order.folder)
  }
}

/// The journal of one drill's faults.
struct JournalBook: FaultBook {
  private let journal: FaultJournal
  private let order: WorkerOrder
  private let drill: String

  init(_ journal: FaultJournal, _ order: WorkerOrder, drill: String) {
    self.journal = journal
    self.order = order
    self.drill = drill
  }

  func intend(_ chosen: ChosenFault, memory: Data?, limit: Duration) async throws -> Int64 {
    let now = Date()
    let entry = JournalEntry(
      run: order.run, owner: order.owner, drill: drill, cluster: order.target, chosen: chosen, memory: memory,
      intendedAt: now, overdueAt: now.addingTimeInterval(limit.seconds))
    return try await offPool("journal") { () throws(StoreError) in try journal.intend(entry) }
  }

  func mark(_ entry: Int64, _ state: JournalEntry.State) async throws {
    try await offPool("journal") { () throws(StoreError) in try journal.mark(entry, state) }
  }
}
