import Faults
import Foundation
import Model
import Synchronization

/// What the tasks of one drill tell each other: how far the faults are, and how far the repair is.
final class Incident: Sendable {
  private struct State {
    var begunAt: MonotonicTime?
    var lastInjectAt: MonotonicTime?
    var wall: Date?
    var prepared: [Int: any PreparedFault] = [:]
    var failingBefore: [Int: [LaneID]] = [:]
    var fired: [FaultTrigger: MonotonicTime] = [:]
    var notConverged: [String] = []
    var faultsDone = false
    var repairDone = false
    var effectMissing = false
    var unproved: Set<Int> = []
    var gaveUp = false
    var cameBack = false
    var over = false
  }

  private let state = Mutex(State())

  /// When the first fault was put in.
  var begunAt: MonotonicTime? { state.withLock(\.begunAt) }
  /// When the latest fault was put in.
  var lastInjectAt: MonotonicTime? { state.withLock(\.lastInjectAt) }
  /// When the last fault was in: only signs of life after that prove anything.
  var wall: Date? { state.withLock(\.wall) }
  var effectMissing: Bool { state.withLock(\.effectMissing) }
  var areFaultsDone: Bool { state.withLock(\.faultsDone) }
  var isOver: Bool { state.withLock(\.over) }

  /// Whether a stable window was seen.
  var hasComeBack: Bool { state.withLock(\.cameBack) }
  /// No recovery can come of it any more.
  var hopeless: Bool { state.withLock { $0.effectMissing || $0.gaveUp } }

  /// Whether the cluster may count as recovered: every fault was put in and those that end have ended, and the runbook,
  /// where there is one, is through.
  func settled(means: RecoveryMeans) -> Bool {
    state.withLock { $0.faultsDone && (means == .itself || $0.repairDone) }
  }

  func fault(_ index: Int) -> (any PreparedFault)? { state.withLock { $0.prepared[index] } }
  func take(_ fault: any PreparedFault, index: Int) { state.withLock { $0.prepared[index] = fault } }

  func willInject(_ index: Int, failing: [LaneID]) {
    state.withLock { state in
      state.failingBefore[index] = failing
      state.unproved.insert(index)
    }
  }

  /// Whether the effect of some fault is still looked for. A repair that began before would take the evidence away.
  var isProving: Bool { state.withLock { !$0.unproved.isEmpty } }
  func judged(_ index: Int) { state.withLock { _ = $0.unproved.remove(index) } }

  /// Lanes that were failing when fault `index` was about to be put in.
  func failingBefore(_ index: Int) -> [LaneID] { state.withLock { $0.failingBefore[index] ?? [] } }

  /// - Parameters:
  ///   - time: just before the inject; of the first fault it is where every time is counted from.
  ///   - injected: just after it.
  func began(at time: MonotonicTime, injected: Date) {
    state.withLock { state in
      state.begunAt = state.begunAt ?? time
      state.lastInjectAt = time
      state.wall = injected
    }
  }

  func faultsDone() { state.withLock { $0.faultsDone = true } }
  func repairDone() { state.withLock { $0.repairDone = true } }
  func provedNothing() { state.withLock { $0.effectMissing = true } }
  func cameBack() { state.withLock { $0.cameBack = true } }
  func gaveUp() { state.withLock { $0.gaveUp = true } }
  func over() { state.withLock { $0.over = true } }

  /// What the last look at a cluster that is not yet whole found missing.
  var notConverged: [String] {
    get { state.withLock(\.notConverged) }
    set { state.withLock { $0.notConverged = newValue } }
  }
}

/// What faults wait for.
extension Incident {
  /// The first time counts: a step that is run twice sets its faults off once.
  func fire(_ trigger: FaultTrigger, at time: MonotonicTime) {
    state.withLock { $0.fired[trigger] = $0.fired[trigger] ?? time }
  }

  func moment(of trigger: FaultTrigger) -> MonotonicTime? { state.withLock { $0.fired[trigger] } }

  /// Whether a trigger that has not come yet will never come: the drill is over, or the repair went without it.
  func isPast(_ trigger: FaultTrigger) -> Bool {
    state.withLock { $0.fired[trigger] == nil && ($0.over || $0.repairDone) }
  }
}
