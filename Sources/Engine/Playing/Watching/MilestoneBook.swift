import Model
import Synchronization

/// Which milestones stand. One is an event when it comes true, and again when it comes true after a setback.
final class MilestoneBook: Sendable {
  private let standing = Mutex<Set<Milestone>>([])
  private let recorder: EventRecorder

  init(recorder: EventRecorder) {
    self.recorder = recorder
  }

  /// A repair is an act, not a state: each one counts.
  func reached(_ milestone: Milestone, at time: MonotonicTime, evidence: String) {
    let isNew = standing.withLock { $0.insert(milestone).inserted }
    guard isNew || milestone == .repaired || milestone == .decided else { return }
    recorder.emit(.milestone(milestone, at: recorder.offset(time), evidence: evidence))
  }

  func lost(_ milestone: Milestone) { _ = standing.withLock { $0.remove(milestone) } }
  func stands(_ milestone: Milestone) -> Bool { standing.withLock { $0.contains(milestone) } }
}
