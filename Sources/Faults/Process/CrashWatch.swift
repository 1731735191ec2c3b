import Model
import Providers
import Synchronization

/// Tells a component that ends each time it is started from one that was only killed once.
///
/// Look again and again: it remembers what was started after the first process, and sees it end too.
final class CrashWatch: Sendable {
  private struct Seen {
    var successors: [ProcessIdentity] = []
    var goneSince: MonotonicTime?
  }

  /// The embedded supervisor starts a component again within a second or two; who is gone for longer is held back by it.
  static let quickly = Duration.milliseconds(2500)
  /// A kubelet takes up to five seconds; the proof has to come within ten.
  static let slowly = Duration.seconds(7)

  private let clock: any DrillClock
  private let stayedAway: Duration
  private let seen = Mutex<[String: Seen]>([:])

  /// - Parameter stayedAway: how long one has to be gone that its supervisor does not start again.
  init(clock: any DrillClock, stayedAway: Duration = CrashWatch.quickly) {
    self.clock = clock
    self.stayedAway = stayedAway
  }

  /// - Parameter before: its processes before the fault.
  func judge(_ process: TargetProcess, since before: [ProcessIdentity]) async throws -> EffectProof {
    let now = try await process.running()
    guard now.allSatisfy({ !$0.isIn(before) }) else {
      return .no("\(process.label): process \(before.pids) still runs")
    }
    let at = clock.now()
    return seen.withLock { seen in judge(&seen[process.label, default: Seen()], process.label, before, now, at) }
  }

  private func judge(
    _ seen: inout Seen, _ label: String, _ before: [ProcessIdentity], _ now: [ProcessIdentity], _ at: MonotonicTime
  ) -> EffectProof {
    let ended = seen.successors.filter { !$0.isIn(now) }
    seen.successors += now.filter { !$0.isIn(seen.successors) }
    seen.goneSince = now.isEmpty ? seen.goneSince ?? at : nil
    if !ended.isEmpty {
      return .yes("\(label): process \(before.pids) is gone, and \(ended.pids), started after it, has ended too")
    }
    if let since = seen.goneSince, at - since >= stayedAway {
      return .yes("\(label): process \(before.pids) is gone, and none came in its place for \(stayedAway.seconds) s")
    }
    return .no("\(label): process \(before.pids) is gone; \(now.isEmpty ? "none" : now.pids) in its place so far")
  }
}

extension ProcessIdentity {
  func isIn(_ others: [ProcessIdentity]) -> Bool { others.contains { isSameProcess(as: $0) } }
}
