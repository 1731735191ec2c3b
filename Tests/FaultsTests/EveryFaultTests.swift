import Faults
import Foundation
import Model
import TestSupport
import Testing

/// What holds for every kind. A new kind does not compile until it has its row.
struct EveryFaultTests {
  @Test(arguments: Fault.Kind.allCases)
  func itsEffectIsProved(_ kind: Fault.Kind) async throws {
    let proof = try await FaultRow(kind).injectAndProve()
    #expect(proof.observed, "\(proof.evidence)")
    #expect(!proof.evidence.isEmpty)
  }

  @Test(arguments: Fault.Kind.allCases)
  func anInjectThatDoesNothingProvesNothing(_ kind: Fault.Kind) async throws {
    let proof = try await FaultRow(kind, isIdle: true).injectAndProve()
    #expect(!proof.observed, "\(proof.evidence)")
    #expect(!proof.evidence.isEmpty)
  }

  @Test(arguments: Fault.Kind.allCases)
  func beforeItIsPutInItProvesNothing(_ kind: Fault.Kind) async throws {
    let row = try FaultRow(kind, isIdle: true)
    let fault = try await row.prepare()
    #expect(await !fault.proveEffect().observed)
    try await fault.lookBefore()
    #expect(await !fault.proveEffect().observed, "a look is no inject")
  }

  @Test(arguments: Fault.Kind.allCases)
  func choosingItsTargetsTouchesNothing(_ kind: Fault.Kind) async throws {
    let row = try FaultRow(kind)
    _ = try await row.prepare()
    #expect(row.calls.calls.isEmpty)
    #expect(row.shelf.paths.allSatisfy { FileManager.default.fileExists(atPath: $0) })
  }

  @Test(arguments: Fault.Kind.allCases)
  func undoMayBeCalledTwiceAndAfterNothing(_ kind: Fault.Kind) async throws {
    let row = try FaultRow(kind)
    let fault = try await row.prepare()
    try await fault.undo()
    try await fault.inject()
    try await fault.undo()
    try await fault.undo()
    withExtendedLifetime(row) {}
  }

  @Test(arguments: Fault.Kind.allCases)
  func anUndoAfterNothingChangesNothing(_ kind: Fault.Kind) async throws {
    let row = try FaultRow(kind)
    let fault = try await row.prepare()
    try await fault.lookBefore()
    let running = try await row.running()
    try await fault.undo()
    #expect(try await row.running() == running)
    #expect(row.troubles.isEmpty)
  }

  @Test(arguments: Fault.Kind.allCases.filter { $0 != .command && FaultRow.fault($0).canBeUndone })
  func undoneItLeavesNothingBehind(_ kind: Fault.Kind) async throws {
    let row = try FaultRow(kind)
    let fault = try await row.prepare()
    try await fault.inject()
    #expect(!row.troubles.isEmpty)
    try await fault.undo()
    #expect(row.troubles.isEmpty)
  }

  @Test(arguments: Fault.Kind.allCases)
  func aMachineThatWasTerminatedMeanwhileHasNothingLeftToUndo(_ kind: Fault.Kind) async throws {
    let row = try FaultRow(kind)
    let fault = try await row.prepare()
    try await fault.inject()
    try await row.machines[0].terminate()
    try await fault.undo()
  }

  @Test(arguments: Fault.Kind.allCases)
  func itSaysOnWhatItFallsAndHowCloseItIsToTheRealOne(_ kind: Fault.Kind) async throws {
    let fault = try await FaultRow(kind).prepare()
    #expect(!fault.targets.isEmpty)
    #expect(fault.targets.allSatisfy { !$0.isEmpty })
    #expect(!fault.undoText.isEmpty)
    #expect(fault.fidelity == .simulated)
  }
}
