import Engine
import Foundation
import Model
import Providers
import Store
import Transport

/// One run's hold on a cluster that stands already: asked for consent, looked over, and locked before anything is broken.
final class StandingRun: Sendable {
  let target: ClusterTarget
  let facts: ClusterFacts
  private let connection: ClusterConnection
  private let lock: ClusterLock
  private let folder: String

  private init(_ connection: ClusterConnection, lock: ClusterLock, folder: String) {
    self.connection = connection
    self.lock = lock
    self.folder = folder
    target = connection.target
    facts = connection.cluster.facts
  }

  /// - Throws: ``RunnerError`` when the cluster may not or cannot be drilled now; nothing was touched then.
  static func begin(_ request: RunRequest, _ run: RunFolder) async throws(RunnerError) -> StandingRun {
    let environment = ProcessInfo.processInfo.environment
    let folder = run.path + "/identities"
    let connection: ClusterConnection
    do {
      connection = try await ClusterConnection.open(request.target, folder: folder, environment: environment)
    } catch {
      ProtectedFolder.remove(folder)
      throw .environment("\(error.description); \(error.remedy)")
    }
    do throws(RunnerError) {
      try await check(connection, request, environment, run)
      let lock = ClusterLock(api: connection.api, owner: ClusterLock.owner(run: run.id))
      do { try await lock.take() } catch { throw RunnerError.environment("\(error); \(error.remedy)") }
      return StandingRun(connection, lock: lock, folder: folder)
    } catch {
      await connection.close()
      ProtectedFolder.remove(folder)
      throw error
    }
  }

  private static func check(
    _ connection: ClusterConnection, _ request: RunRequest, _ environment: [String: String], _ run: RunFolder
  ) async throws(RunnerError) {
    let label: String?
    do { label = try await connection.system().labels[Consent.label] } catch { throw .environment(error.description) }
    if let refusal = request.consent.refusal(of: request.target.reference, name: request.target.name, label: label) {
      throw .refused(["\(refusal)"])
    }
    if let who = await SafetyLever(environment: environment, api: connection.api).pulled() {
      throw .refused(["nothing may be broken now: \(who); ask who pulled the safety lever, and release it"])
    }
    try await requireNothingLeft(connection, run)
  }

  /// A fault of an earlier run would be taken for this one's.
  private static func requireNothingLeft(
    _ connection: ClusterConnection, _ run: RunFolder
  ) async throws(RunnerError) {
    let journal: FaultJournal
    let content: FaultJournal.Content
    do {
      journal = try FaultJournal(path: run.journal)
      content = try journal.content()
    } catch {
      throw .environment("\(error); without the journal nothing is broken")
    }
    let open = content.open.filter { $0.entry.cluster.identity == connection.target.identity }
    let left = await connection.cluster.leftovers().map(\.description) + open.map { $0.entry.chosen.fault.kind.rawValue }
    guard left.isEmpty else {
      throw .faultLeft(
        "an earlier run left something on \(connection.target.reference): \(left.joined(separator: ", "))",
        undo: "firedrill undo --out \(run.output) --cluster \(connection.target.reference)")
    }
  }

  func place(_ drill: Drill) -> Result<Drill, Placement.Misfit> { Placement(facts).place(drill) }

  func end() async {
    await lock.release()
    await connection.close()
    ProtectedFolder.remove(folder)
  }
}

extension ClusterTarget {
  /// As people call it.
  var name: String {
    switch reference {
    case .local: "local"
    case .kind(let name): name ?? "kind"
    case .hosts(let path): inventory?.name ?? path
    }
  }
}
