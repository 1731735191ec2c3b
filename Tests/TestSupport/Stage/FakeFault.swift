import Faults
import Model
import Synchronization

/// A fault that does as its script says and leaves a note with its stage.
final class FakeFault: PreparedFault {
  private struct State {
    var injectedAt: MonotonicTime?
    var failuresLeft: Int
  }

  private let script: FaultScript
  private let index: Int
  private let stage: FakeStage
  private let state: Mutex<State>

  init(script: FaultScript, index: Int, stage: FakeStage) {
    self.script = script
    self.index = index
    self.stage = stage
    state = Mutex(State(failuresLeft: script.undoFailures))
  }

  var targets: [String] { ["target \(index)"] }
  var fidelity: Fidelity { .real }
  var canBeCutShort: Bool { script.canBeCutShort }
  var undoText: String { "undo \(index)" }

  func inject() async throws(FaultError) {
    stage.note("inject \(index)")
    stage.breaks()
    try await wait(script.injectTakes)
    if let failure = script.injectFailure { throw failure }
    let now = stage.clock.now()
    state.withLock { $0.injectedAt = now }
  }

  func proveEffect() async -> EffectProof {
    guard let injected = state.withLock(\.injectedAt), let after = script.effectAfter,
      stage.clock.now() >= injected + after
    else { return EffectProof(observed: false, evidence: "nothing changed") }
    return EffectProof(observed: true, evidence: "it changed")
  }

  func undo() async throws(FaultError) {
    stage.note("undo \(index)")
    try await wait(script.undoTakes)
    let fails = state.withLock { state in
      state.failuresLeft -= 1
      return state.failuresLeft >= 0
    }
    if fails { throw .providerFailed("the undo of \(index) failed") }
  }

  /// As with a real command, a cancelled task makes it fail.
  private func wait(_ duration: Duration) async throws(FaultError) {
    guard duration > .zero else { return }
    do {
      try await stage.clock.sleep(until: stage.clock.now() + duration)
    } catch {
      throw .providerFailed("cancelled")
    }
  }
}
