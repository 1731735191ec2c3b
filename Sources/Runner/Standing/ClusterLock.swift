import Clients
import Foundation
import Model
import Synchronization

/// One run at a time on a cluster: a lease in its `kube-system`, with the owner's name and an end.
///
/// It is renewed while the run lasts. In a drill the API may be away for minutes, so it lasts longer than that; one whose
/// run died can be taken over when it has run out, and at once where the run's process is known to be gone.
final class ClusterLock: Sendable {
  static let name = "firedrill"
  private static let seconds = 300
  private static let renewal = Duration.seconds(20)
  private static let callLimit = Duration.seconds(5)

  enum Failure: Error, Hashable, CustomStringConvertible {
    case held(by: String, until: Date)
    case unreachable(String)

    var description: String {
      switch self {
      case .held(let owner, let end):
        "the cluster is being drilled by \(owner); its lock ends at \(end.formatted(.iso8601)) unless it is renewed"
      case .unreachable(let reason): "the cluster's lock cannot be taken: \(reason)"
      }
    }

    var remedy: String {
      switch self {
      case .held:
        "wait for that run; if it died, run `firedrill undo` with its journal, then delete the lease firedrill in kube-system"
      case .unreachable: "see that the API answers and that leases in kube-system may be written"
      }
    }
  }

  private let api: KubernetesClient
  private let owner: LockOwner
  private let limit: Duration
  private let patience: Duration
  private let renewing = Mutex<Task<Void, Never>?>(nil)

  /// - Parameters:
  ///   - limit: of one call.
  ///   - patience: for taking it. A write that etcd lost with its leader is given up by etcd after 7 s only.
  init(
    api: KubernetesClient, run: String, limit: Duration = callLimit, patience: Duration = .seconds(30)
  ) {
    self.api = api
    self.limit = limit
    self.patience = patience
    owner = LockOwner(run: run)
  }

  /// Who is at work on the cluster, apart from these runs; nil: nobody, as far as can be asked.
  static func holder(
    _ api: KubernetesClient, besides runs: Set<String>, limit: Duration = callLimit
  ) async -> String? {
    guard let lock = try? await api.lock(name, deadline: limit), lock.isHeld,
      !runs.contains(where: lock.owner.isOf)
    else { return nil }
    return lock.holder
  }

  /// Who plays one of these runs at this moment, apart from this process; nil: nobody, as far as can be asked.
  ///
  /// - Parameter watching: how long one that cannot be looked for from here is given to renew its lock.
  static func player(
    _ api: KubernetesClient, of runs: Set<String>, watching: Duration = renewal + callLimit
  ) async -> String? {
    guard let lock = try? await api.lock(name, deadline: callLimit), lock.isHeld,
      runs.contains(where: lock.owner.isOf), !lock.owner.isThisProcess
    else { return nil }
    switch lock.owner.life {
    case .alive: return lock.holder
    case .gone: return nil
    case .unknown: return await isRenewed(lock, api, within: watching) ? lock.holder : nil
    }
  }

  private static func isRenewed(_ lock: LockLease, _ api: KubernetesClient, within limit: Duration) async -> Bool {
    let end = MonotonicTime.now() + limit
    while MonotonicTime.now() < end, (try? await Task.sleep(for: .seconds(1))) != nil {
      guard let now = try? await api.lock(name, deadline: callLimit) else { continue }
      if now.owner == lock.owner, now.renewed != lock.renewed { return true }
    }
    return false
  }

  /// Of runs that are over and have been cleaned up after; another's stays, unless nobody holds it any more.
  static func forget(_ api: KubernetesClient, of runs: Set<String>) async {
    guard let lock = try? await api.lock(name, deadline: callLimit),
      !lock.isHeld || (runs.contains(where: lock.owner.isOf) && lock.owner.life != .alive)
    else { return }
    try? await api.deleteLease(name, deadline: callLimit)
  }

  func take() async throws(Failure) {
    let other: LockLease?
    do { other = try await asking(for: patience, claim) } catch { throw .unreachable("\(error)") }
    if let other { throw .held(by: other.holder, until: other.expires) }
    renewing.withLock { $0 = Task { await renew() } }
  }

  /// Safe to repeat: one that got no answer may have been taken all the same.
  ///
  /// - Returns: another's lock; nil: it is this run's.
  private func claim() async throws(ClientError) -> LockLease? {
    let former = try await api.lock(Self.name, deadline: limit)
    if let former, former.isHeld, former.owner != owner { return former }
    if try await api.take(Self.name, lease(.now), after: former, deadline: limit) { return nil }
    let quicker = try await api.lock(Self.name, deadline: limit)
    return quicker?.owner == owner ? nil : quicker
  }

  func release() async {
    let task = renewing.withLock { task in
      defer { task = nil }
      return task
    }
    task?.cancel()
    await task?.value
    guard let mine = try? await api.lock(Self.name, deadline: Self.callLimit), mine.owner == owner else { return }
    try? await api.deleteLease(Self.name, deadline: Self.callLimit)
  }

  /// The API is away in many a drill: what cannot be renewed now is renewed later.
  private func renew() async {
    while (try? await Task.sleep(for: Self.renewal)) != nil {
      let found = try? await api.lock(Self.name, deadline: Self.callLimit)
      if let found, found.owner != owner, !found.holder.isEmpty { continue }
      _ = try? await api.take(Self.name, lease(.now), after: found, deadline: Self.callLimit)
    }
  }

  private func lease(_ now: Date) -> LockLease {
    LockLease(holder: owner.description, renewed: now, seconds: Self.seconds)
  }
}

extension LockLease {
  fileprivate var owner: LockOwner { LockOwner(holder) }
  fileprivate var isHeld: Bool { !holder.isEmpty && expires > Date() && owner.life != .gone }
}
