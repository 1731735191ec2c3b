import Faults
import Model
import Synchronization

/// The faults that were put in, so that each is taken out again, the last one first. One whose undo failed stays open, so
/// that it is tried once more at the end: a timed undo fails when its drill is interrupted in the middle of it.
final class FaultLedger: Sendable {
  private struct Open {
    var index: Int
    var fault: any PreparedFault
    var canBeLeft: Bool
    var isLasting: Bool
  }

  private let open = Mutex<[Open]>([])
  private let recorder: EventRecorder
  private let clock: any DrillClock
  private let safety: any FaultGuard

  init(recorder: EventRecorder, clock: any DrillClock, safety: any FaultGuard) {
    self.recorder = recorder
    self.clock = clock
    self.safety = safety
  }

  /// Says what will be done, then does it: a fault that fails half-way is already on record.
  ///
  /// - Parameter limit: how long it is to stay in at most.
  /// - Returns: the moment just before the inject began.
  func inject(
    _ ready: ReadyFault, index: Int, of scheduled: ScheduledFault, limit: Duration
  ) async throws(FaultError) -> MonotonicTime {
    let fault = ready.fault
    if let objection = await safety.objection() { throw .forbidden(objection) }
    open.withLock { open in
      open.append(
        Open(
          index: index, fault: fault, canBeLeft: scheduled.fault.canBeLeft, isLasting: scheduled.fault.kind.isLasting))
    }
    try await fault.lookBefore()
    try await safety.willInject(ready, index: index, limit: limit)
    recorder.emit(
      .faultIntended(
        index: index, kind: scheduled.fault.kind, targets: fault.targets, undo: fault.undoText, fidelity: fault.fidelity
      ))
    let began = clock.now()
    try await putIn(fault)
    recorder.emit(.faultApplied(index: index, at: recorder.offset(began)))
    await safety.didInject(index: index)
    if !scheduled.fault.canBeUndone { seenThrough(index) }
    return began
  }

  /// To its end, also where the drill is stopped meanwhile: what was ordered cannot be called back, and would take effect after
  /// its undo.
  private func putIn(_ fault: any PreparedFault) async throws(FaultError) {
    guard !fault.canBeCutShort else { return try await fault.inject() }
    let outcome = await clock.toTheEnd { () -> Result<Void, FaultError> in
      do throws(FaultError) { return .success(try await fault.inject()) } catch { return .failure(error) }
    }
    try outcome.get()
  }

  /// Nothing is to be taken out of it any more.
  private func seenThrough(_ index: Int) {
    open.withLock { open in
      for place in open.indices where open[place].index == index { open[place].canBeLeft = false }
    }
  }

  private func close(_ index: Int) async {
    open.withLock { open in open.removeAll { $0.index == index } }
    await safety.didUndo(index: index)
  }

  /// - Parameter isRepaired: whether the cluster is proved to be whole again, its data too.
  func undo(index: Int, isRepaired: Bool = false) async {
    guard let entry = open.withLock({ open in open.first { $0.index == index } }) else { return }
    guard entry.canBeLeft else {
      guard entry.isLasting, !isRepaired else { return await close(index) }
      return await safety.staysOpen(index: index)
    }
    do {
      try await entry.fault.undo()
      recorder.emit(.faultUndone(index: index))
      await close(index)
    } catch {
      recorder.emit(.faultUndoFailed(index: index, reason: error.description))
    }
  }

  /// Goes on after a failure: one fault that stays must not keep the others in.
  func undoAll(isRepaired: Bool) async {
    for index in open.withLock({ $0.map(\.index) }).reversed() { await undo(index: index, isRepaired: isRepaired) }
  }
}
