import Clients
import Model
import Providers
import Synchronization

/// What etcd's members say of one another.
extension RunbookContext {
  /// Tried again while the cluster is not healthy enough for a change; an entry that is gone already is fine.
  func remove(_ entry: EtcdClient.Member) async throws(RecoveryError) {
    try await wait(for: "the removal of member \(entry.name)", limit: Limits.membership) {
      do {
        try await leader().removeMember(entry.id, deadline: Limits.call)
        return nil
      } catch ClientError.status(_, _, let message) where message.contains("member not found") {
        return nil
      } catch {
        return "\(error)"
      }
    }
  }

  /// What is still missing of a cluster of all members that vote and are equal; nil when nothing is.
  func difference() async -> String? {
    do {
      let listed = try await leader().members(deadline: Limits.call)
      let expected = cluster.machines.filter { $0.etcd != nil }
      if let learner = listed.first(where: \.isLearner) { return "\(learner.name) has no vote yet" }
      guard listed.count == expected.count, listed.allSatisfy(\.hasStarted) else {
        return "it has \(listed.filter(\.hasStarted).count) of \(expected.count) members"
      }
      return try await differenceInData(of: expected)
    } catch {
      return "\(error)"
    }
  }

  /// Compared at the lowest of their revisions, since they go on meanwhile.
  private func differenceInData(of machines: [any Machine]) async throws -> String? {
    var revisions: [Int64] = []
    for machine in machines { revisions.append(try await etcd(machine.name).status(deadline: Limits.call).revision) }
    let revision = revisions.min() ?? 0
    var hashes: Set<EtcdClient.Hash> = []
    for machine in machines {
      hashes.insert(try await etcd(machine.name).hash(at: revision, deadline: Limits.command))
    }
    return hashes.count == 1 ? nil : "their hashes at revision \(revision) differ"
  }
}

extension Machine {
  /// Whether an entry is this machine's member, by its name or by its address.
  func stands(for entry: EtcdClient.Member) -> Bool {
    guard let member = etcd else { return false }
    return entry.name == member.name || entry.peerURLs.contains(member.peerURL)
  }
}

/// What a repeated question found.
final class Found: Sendable {
  private let kept = Mutex("")

  var id: String {
    get { kept.withLock(\.self) }
    set { kept.withLock { $0 = newValue } }
  }
}
