import Faults
import Foundation
import Model
import Providers
import TestSupport
import Testing

/// A fault that one process put in and another one takes out, out of what was written down.
struct AnotherProcessTests {
  static let undoable = Fault.Kind.allCases.filter { FaultRow.fault($0).canBeUndone }

  @Test(arguments: undoable.filter { $0 != .command })
  func itIsTakenOut(_ kind: Fault.Kind) async throws {
    let row = try FaultRow(kind)
    let written = try await writeDown(row) { try await $0.inject() }
    #expect(!row.troubles.isEmpty)
    try await takeOut(written, row)
    #expect(row.troubles.isEmpty)
    try await takeOut(written, row)
    #expect(row.troubles.isEmpty, "twice is as good as once")
  }

  /// Only a certificate is made anew in any case.
  @Test(arguments: Fault.Kind.allCases.filter { $0 != .certificateExpire })
  func oneThatWasWrittenDownAndNeverPutInChangesNothing(_ kind: Fault.Kind) async throws {
    let row = try FaultRow(kind)
    let written = try await writeDown(row) { _ in }
    let running = try await row.running()
    try await takeOut(written, row)
    #expect(try await row.running() == running)
    #expect(row.troubles.isEmpty)
  }

  @Test func aRebootThatEndedBetweenOffAndOnIsSwitchedOn() async throws {
    let row = try FaultRow(.machineReboot)
    let written = try await writeDown(row) { _ in try await row.machines[0].powerOff() }
    try await takeOut(written, row)
    #expect(row.troubles.isEmpty)
  }

  /// etcd is stopped while its disk is worked on.
  @Test(arguments: [Fault.Kind.storageLose, .storageCorrupt])
  func aFreezeThatWasCutShortEnds(_ kind: Fault.Kind) async throws {
    let row = try FaultRow(kind)
    let written = try await writeDown(row) { _ in try await row.machines[0].send(.stop, to: .etcd) }
    #expect(!row.troubles.isEmpty)
    try await takeOut(written, row)
    #expect(row.troubles.isEmpty)
  }

  /// What was asked to go off goes off after the harness has died.
  @Test func aShutdownThatIsStillUnderWayIsWaitedFor() async throws {
    let row = try FaultRow(.machineShutdown)
    let written = try await writeDown(row) { _ in row.machines[0].goOff(afterLooks: 3) }
    try await takeOut(written, row)
    #expect(row.troubles.isEmpty)
  }

  @Test func aMachineThatIsNotThereIsNamed() async throws {
    let row = try FaultRow(.processPause)
    var chosen = try await row.choose()
    chosen.machines = [MachineName("cp-9")]
    #expect(throws: FaultError.noTarget("cp-9, which this cluster does not have")) { try row.make(chosen) }
  }

  @Test func aMemoryThatIsDamagedIsRefused() async throws {
    let row = try FaultRow(.machineLose)
    let fault = try row.make(try await row.choose())
    #expect(throws: FaultError.self) { try fault.recall(Data("{".utf8)) }
  }

  @Test(arguments: Fault.Kind.allCases)
  func itsMarkIsItsOwn(_ kind: Fault.Kind) async throws {
    let row = try FaultRow(kind)
    let marks = [try await row.choose().mark, try await row.choose().mark]
    #expect(marks.allSatisfy { $0.hasPrefix(ChosenFault.prefix) })
    #expect(marks[0] != marks[1])
  }

  private struct Written {
    var chosen: Data
    var memory: Data?
  }

  /// Returns what would be in the journal.
  private func writeDown(_ row: FaultRow, _ body: (any PreparedFault) async throws -> Void) async throws -> Written {
    let chosen = try await row.choose()
    let fault = try row.make(chosen)
    try await fault.lookBefore()
    let written = Written(chosen: try JSONEncoder().encode(chosen), memory: fault.remember())
    try await body(fault)
    return written
  }

  private func takeOut(_ written: Written, _ row: FaultRow) async throws {
    let fault = try row.make(try JSONDecoder().decode(ChosenFault.self, from: written.chosen))
    try fault.recall(written.memory)
    try await fault.undo()
  }
}
