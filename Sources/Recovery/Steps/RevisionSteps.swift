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
    let member = try await context.leader()
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
  func leader() async throws(RecoveryError) -> EtcdClient {
    var healthy: EtcdClient?
    var seen: [String] = []
    for machine in cluster.machines where machine.etcd != nil {
      let member = etcd(machine.name)
      do throws(ClientError) {
        let status = try await member.status(deadline: Limits.call)
        if status.isLeader { return member }
        if status.leaderID != nil { healthy = healthy ?? member } else { seen.append("\(machine.name) sees no leader") }
      } catch {
        seen.append(error.description)
      }
    }
    if let healthy { return healthy }
    throw .stepFailed(doing: "asking etcd's leader", reason: "there is none: " + seen.joined(separator: "; "))
  }
}

/// Writes that are still to be made, shared by the writers.
private final class Countdown: Sendable {
  private let left: Atomic<Int>

  init(_ count: Int) { left = Atomic(count) }

  /// - Returns: false when none is left.
  func takeOne() -> Bool { left.subtract(1, ordering: .relaxed).oldValue > 0 }
}
