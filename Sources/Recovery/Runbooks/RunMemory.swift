import Model
import Synchronization

/// What one step of a run found out and a later one needs. A step whose predecessor did not run finds it out itself.
final class RunMemory: Sendable {
  struct Content: Sendable {
    /// The backup that verified.
    var backup: Backup?
    /// The highest revision that a member told before it was stopped.
    var revision: Int64 = 0
    /// Somebody asked, and a quorum of members can commit: nothing has to be forced.
    var quorumStands = false
    /// Machines whose members are lost and have to be made anew.
    var dead: [MachineName]?
    /// The machine whose data becomes the cluster's.
    var survivor: MachineName?
    /// Machines whose volume was attached to a new machine.
    var reattached: Set<MachineName> = []
    /// Machines that were made anew, whose data is not yet that of the cluster.
    var replaced: Set<MachineName> = []
    /// Machines whose members led clusters of their own, without the data, and were stopped; by machine, what was seen.
    var stoppedStrangers: [MachineName: String] = [:]
    /// Machines whose status check fails.
    var failing: [MachineName]?
    /// Machines that something else had to bring back.
    var awaited: [MachineName] = []
  }

  private let content = Mutex(Content())

  func read<Value: Sendable>(_ part: (Content) -> Value) -> Value { content.withLock { part($0) } }

  func change(_ body: @Sendable (inout Content) -> Void) { content.withLock { body(&$0) } }

  /// They are of the cluster again.
  func noteJoined(_ machines: [MachineName]) {
    change { content in
      content.dead?.removeAll { machines.contains($0) }
      content.replaced.subtract(machines)
    }
  }
}
