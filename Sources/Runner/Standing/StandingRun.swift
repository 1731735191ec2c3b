import Clients
import Engine
import Foundation
import Model
import Providers
import Transport

/// One run's hold on a cluster that stands already: asked for consent, looked over, and locked before anything is broken.
final class StandingRun: Sendable {
  let target: ClusterTarget
  let facts: ClusterFacts
  private let connection: ClusterConnection
  private let lock: ClusterLock
  /// Held for as long as this run.
  private let hostLock: HostLock
  private let folder: String
  private let made: MadeCluster?
  private let watchman: Watchman

  private init(
    _ connection: ClusterConnection, lock: ClusterLock, hostLock: HostLock, watchman: Watchman, folder: String,
    made: MadeCluster?
  ) {
    self.connection = connection
    self.lock = lock
    self.hostLock = hostLock
    self.watchman = watchman
    self.folder = folder
    self.made = made
    target = connection.target
    facts = connection.cluster.facts
  }

  /// - Throws: ``RunnerError`` when the cluster may not or cannot be drilled now; nothing was touched then.
  static func begin(_ request: RunRequest, _ run: RunFolder) async throws(RunnerError) -> StandingRun {
    ProtectedFolder.removeAbandoned(below: run.output)
    let folder = RunFolder.keys(ofRun: run.path)
    var request = request
    let made: MadeCluster?
    do throws(ProviderError) {
      made = try await MadeCluster.make(for: request, run: run.id, folder: folder)
    } catch {
      ProtectedFolder.remove(folder)
      throw .environment("\(error.description); \(error.remedy)")
    }
    if let made { request.target.reference = .kind(made.name) }
    do throws(RunnerError) {
      return try await begin(request, run, folder, made)
    } catch {
      await uncancelled { await made?.delete() }
      ProtectedFolder.remove(folder)
      throw explained(error, request.target, run)
    }
  }

  private static func begin(
    _ request: RunRequest, _ run: RunFolder, _ folder: String, _ made: MadeCluster?
  ) async throws(RunnerError) -> StandingRun {
    let environment = ProcessInfo.processInfo.environment
    let hostLock = try hostLock(request.target, run)
    let connection: ClusterConnection
    do {
      connection = try await ClusterConnection.open(request.target, folder: folder, environment: environment)
    } catch {
      throw .environment("\(error.description); \(error.remedy)")
    }
    do throws(RunnerError) {
      try await requireAgreement(connection, request, environment, isOurs: made != nil)
      try await requireFitness(connection)
      let lock = try await lock(connection, run)
      return StandingRun(
        connection, lock: lock, hostLock: hostLock, watchman: try await watchman(run, lock), folder: folder, made: made)
    } catch {
      await uncancelled { await connection.close() }
      throw error
    }
  }

  /// Before anything is asked: a cluster that another run has broken may give no answer.
  private static func hostLock(_ target: ClusterTarget, _ run: RunFolder) throws(RunnerError) -> HostLock {
    do {
      return try HostLock.take(target, run: run.id)
    } catch {
      throw .environment(
        "\(target.reference) is being drilled by \(error.holder): wait for its end, or stop it with Ctrl-C")
    }
  }

  /// Locked first: what a run under way has in place would be taken for what an earlier one left.
  private static func lock(
    _ connection: ClusterConnection, _ run: RunFolder
  ) async throws(RunnerError) -> ClusterLock {
    let lock = ClusterLock(api: connection.api, run: run.id)
    do { try await lock.take() } catch { throw .environment("\(error); \(error.remedy)") }
    do throws(RunnerError) {
      try await requireNothingLeft(connection, run)
      return lock
    } catch {
      await uncancelled { await lock.release() }
      throw error
    }
  }

  private static func watchman(_ run: RunFolder, _ lock: ClusterLock) async throws(RunnerError) -> Watchman {
    do throws(ProviderError) {
      return try Watchman(over: run, executable: SelfExecutable.path)
    } catch {
      await uncancelled { await lock.release() }
      throw .environment("\(error.description); \(error.remedy)")
    }
  }

  func place(_ drill: Drill) -> Result<Drill, Placement.Misfit> { Placement(facts).place(drill) }

  /// Also after a run that was interrupted: the lock, the connections and a cluster of its own are given back.
  func end() async {
    await uncancelled { [self] in
      await lock.release()
      await connection.close()
      await made?.delete()
    }
    watchman.dismiss()
    ProtectedFolder.remove(folder)
  }
}

/// A kind cluster that is made for a run.
private struct MadeCluster: Sendable {
  let name: String
  private let kubeconfig: String

  /// In the shape that the first drill asks for; those that ask for another are skipped.
  ///
  /// - Returns: nil where the run names a cluster.
  static func make(
    for request: RunRequest, run: String, folder: String
  ) async throws(ProviderError) -> MadeCluster? {
    guard request.target.reference == .kind(nil), let first = request.drills.first else { return nil }
    try ProtectedFolder.make(folder)
    let made = MadeCluster(name: "firedrill-\(run)", kubeconfig: folder + "/kubeconfig")
    do {
      try await KindCommand().create(made.name, first.cluster, kubeconfig: made.kubeconfig)
    } catch {
      await made.delete()
      throw error
    }
    return made
  }

  /// What cannot be deleted is named by `kind get clusters`.
  func delete() async { try? await KindCommand().delete(name, kubeconfig: kubeconfig) }
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
