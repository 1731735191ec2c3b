import Clients
import Model
import Providers
import Synchronization

/// The revision never goes backwards for those who watch.
///
/// After a restore the store counts on from the backup's revision. A watcher that was told a later one would wait there
/// and miss every event in between, without an error. So the revision is taken past all that anybody saw, before an
/// apiserver reads it, and what lies below is compacted: old watches are ended, and their clients list anew.
///
/// - Source: kubernetes/kubernetes#118501; etcd, "Disaster recovery", restoring with revision bump
///   <https://etcd.io/docs/latest/op-guide/recovery/>
enum RevisionSteps {
  /// Above the last revision that the harness itself was told: others write too.
  private static let margin: Int64 = 100
  /// Enough to keep two cores busy; a write alone takes a millisecond, most of it on its way.
  private static let writers = 32
  static let key = "firedrill/revision"

  static func advance(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let seen = max(context.lastRevision(), context.memory.read(\.revision))
    let member = try await context.patientLeader()
    let current = try await context.asking("the revision") { () async throws(ClientError) in
      try await member.revision(deadline: Limits.call)
    }
    guard current < seen else { return "revision \(current) is not below any that was seen" }
    let target = seen + margin
    try await write(Int(target - current), through: member, context)
    let reached = try await context.asking("the compaction") { () async throws(ClientError) in
      try await member.delete(under: key, deadline: context.within(Limits.command))
      let reached = try await member.revision(deadline: Limits.call)
      try await member.compact(to: reached, deadline: context.within(Limits.command))
      return reached
    }
    return "from revision \(current) to \(reached), past \(seen), and compacted: older watches are ended"
  }

  /// A transaction counts once however much it writes, so each revision is a write of its own.
  private static func write(_ count: Int, through member: EtcdClient, _ context: RunbookContext)
    async throws(RecoveryError)
  {
    let left = Countdown(count)
    let failures = await withTaskGroup(of: ClientError?.self) { group in
      for _ in 0..<min(writers, count) {
        group.addTask {
          while left.takeOne(), !Task.isCancelled {
            do throws(ClientError) {
              try await member.put(key, "", deadline: Limits.command)
            } catch {
              return error
            }
          }
          return nil
        }
      }
      return await group.reduce(into: [ClientError]()) { if let error = $1 { $0.append(error) } }
    }
    if let failure = failures.first { throw .stepFailed(doing: "advancing the revision", reason: "\(failure)") }
    if Task.isCancelled { throw .stepFailed(doing: "advancing the revision", reason: "it was given up") }
  }
}

extension RunbookContext {
  /// Asks a service; its error becomes the step's.
  func asking<Answer>(
    _ what: String, _ question: () async throws(ClientError) -> Answer
  ) async throws(RecoveryError) -> Answer {
    let end = clock.now() + within(Limits.patience)
    while true {
      do throws(ClientError) {
        return try await question()
      } catch {
        guard error.mayPass, clock.now() < end, !Task.isCancelled else {
          throw .stepFailed(doing: what, reason: error.description)
        }
        try? await clock.sleep(until: clock.now() + .milliseconds(50))
      }
    }
  }

  /// The member that leads, or one that can commit through it.
  ///
  /// The cluster is what most members follow: one on an empty disk may have formed a cluster of its own, which it leads.
  /// kubeadm's first control plane does so, since its manifest names no other member.
  func leader() async throws(RecoveryError) -> EtcdClient {
    let (known, silent) = await statuses()
    let parties = Dictionary(grouping: known.filter { $0.value.leaderID != nil }) { $0.value.leaderID }.values
    let largest = parties.max { left, right in
      (left.count, left.map(\.value.raftIndex).max() ?? 0) < (right.count, right.map(\.value.raftIndex).max() ?? 0)
    }
    let inOrder = (largest ?? []).sorted { $0.key < $1.key }
    guard let chosen = inOrder.first(where: \.value.isLeader) ?? inOrder.first else {
      let seen = known.keys.sorted().map { "\($0) sees no leader" } + silent
      throw .stepFailed(doing: "asking etcd's leader", reason: "there is none: " + seen.joined(separator: "; "))
    }
    return etcd(chosen.key)
  }

  /// Asks again for a while: an election may be under way, or members that have just come up too busy to answer.
  func patientLeader() async throws(RecoveryError) -> EtcdClient {
    let end = clock.now() + within(Limits.patience)
    while true {
      do throws(RecoveryError) {
        return try await leader()
      } catch {
        guard clock.now() < end, !Task.isCancelled else { throw error }
        try? await clock.sleep(until: clock.now() + .milliseconds(50))
      }
    }
  }

  /// What the members say, all asked at once, and why others say nothing. Ends as soon as the leader of more than half of
  /// them has answered: one that is off would only use up its time.
  private func statuses() async -> (known: [MachineName: EtcdClient.Status], silent: [String]) {
    let members = cluster.machines.filter { $0.etcd != nil }.map(\.name)
    return await withTaskGroup(of: (MachineName, Result<EtcdClient.Status, ClientError>).self) { group in
      for name in members {
        group.addTask {
          do throws(ClientError) {
            return (name, .success(try await etcd(name).status(deadline: Limits.call)))
          } catch {
            return (name, .failure(error))
          }
        }
      }
      var known: [MachineName: EtcdClient.Status] = [:]
      var silent: [String] = []
      for await (name, answer) in group {
        switch answer {
        case .success(let status): known[name] = status
        case .failure(let error): silent.append(error.description)
        }
        let leaders = known.values.filter(\.isLeader).compactMap(\.leaderID)
        let isSettled = leaders.contains { leader in
          known.values.filter { $0.leaderID == leader }.count * 2 > members.count
        }
        if isSettled { break }
      }
      group.cancelAll()
      return (known, silent.sorted())
    }
  }
}

/// Writes that are still to be made, shared by the writers.
private final class Countdown: Sendable {
  private let left: Atomic<Int>

  init(_ count: Int) { left = Atomic(count) }

  /// - Returns: false when none is left.
  func takeOne() -> Bool { left.subtract(1, ordering: .relaxed).oldValue > 0 }
}
