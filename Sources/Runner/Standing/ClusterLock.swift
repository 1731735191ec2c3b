import Clients
import Foundation
import Model
import Synchronization

/// One run at a time on a cluster: a lease in its `kube-system`, with the owner's name and an end.
///
/// It is renewed while the run lasts. In a drill the API may be away for minutes, so it lasts longer than that; one whose
/// run died can be taken over when it has run out.
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
  private let owner: String
  private let renewing = Mutex<Task<Void, Never>?>(nil)

  init(api: KubernetesClient, owner: String) {
    self.api = api
    self.owner = owner
  }

  /// Who this process is, for others.
  static func owner(run: String) -> String {
    "\(run) (process \(ProcessInfo.processInfo.processIdentifier) on \(ProcessInfo.processInfo.hostName))"
  }

  /// Who is at work on the cluster, apart from these runs; nil: nobody, as far as can be asked.
  static func holder(_ api: KubernetesClient, besides runs: Set<String>) async -> String? {
    guard let lock = try? await api.lock(name, deadline: callLimit), lock.expires > Date(), !lock.holder.isEmpty,
      !runs.contains(where: { lock.isOf(run: $0) })
    else { return nil }
    return lock.holder
  }

  /// Of runs that are over and have been cleaned up after; another's stays, unless it has run out.
  static func forget(_ api: KubernetesClient, of runs: Set<String>) async {
    guard let lock = try? await api.lock(name, deadline: callLimit),
      lock.expires <= Date() || runs.contains(where: { lock.isOf(run: $0) })
    else { return }
    try? await api.deleteLease(name, deadline: callLimit)
  }

  func take() async throws(Failure) {
    do {
      let former = try await api.lock(Self.name, deadline: Self.callLimit)
      if let former, !former.holder.isEmpty, former.holder != owner, former.expires > Date() {
        throw Failure.held(by: former.holder, until: former.expires)
      }
      guard try await api.take(Self.name, lease(.now), after: former, deadline: Self.callLimit) else {
        throw Failure.held(by: "somebody who was quicker", until: Date().addingTimeInterval(TimeInterval(Self.seconds)))
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .unreachable("\(error)")
    }
    renewing.withLock { $0 = Task { await renew() } }
  }

  func release() async {
    let task = renewing.withLock { task in
      defer { task = nil }
      return task
    }
    task?.cancel()
    await task?.value
    guard let mine = try? await api.lock(Self.name, deadline: Self.callLimit), mine.holder == owner else { return }
    try? await api.deleteLease(Self.name, deadline: Self.callLimit)
  }

  /// The API is away in many a drill: what cannot be renewed now is renewed later.
  private func renew() async {
    while (try? await Task.sleep(for: Self.renewal)) != nil {
      let found = try? await api.lock(Self.name, deadline: Self.callLimit)
      if let mine = found, mine.holder != owner, !mine.holder.isEmpty { continue }
      _ = try? await api.take(Self.name, lease(.now), after: found ?? nil, deadline: Self.callLimit)
    }
  }

  private func lease(_ now: Date) -> LockLease {
    LockLease(holder: owner, renewed: now, seconds: Self.seconds)
  }
}

extension LockLease {
  /// See ``ClusterLock/owner(run:)``.
  fileprivate func isOf(run: String) -> Bool { holder.hasPrefix(run + " ") }
}
