import Engine
import Faults
import Foundation
import Model
import Providers
import Synchronization
import TestSupport
import Testing

/// What is on record, and armed, before and after a fault on somebody else's cluster.
struct JournalGuardTests {
  private let calls = CallLog()
  private let book: Book
  private let machine: FakeMachine
  private let safety: JournalGuard

  init() {
    book = Book(calls)
    machine = FakeMachine("cp-1", wakes: [.apiserver], calls: calls)
    safety = JournalGuard(book: book, recorder: EventRecorder(clock: ManualClock()) { _ in }) { nil }
  }

  @Test func itIsWrittenDownThenArmedBeforeItIsPutIn() async throws {
    try await safety.willInject(try await ready(.paused), index: 0, limit: .seconds(5))
    #expect(acts == ["intend", "cp-1: arm after 20.0 s"])
    #expect(machine.timers.count == 1)
    await safety.didInject(index: 0)
    await safety.didUndo(index: 0)
    #expect(acts.suffix(3) == ["applied", "cp-1: disarm", "undone"])
    #expect(machine.timers.isEmpty)
  }

  /// Its timer must not go off before it is in, and it may take 30 s to be.
  @Test func aCommandsTimerWaitsForItsRun() async throws {
    let command = Fault.command(CommandFault(on: Target(component: .etcd), run: ["break"], undo: ["mend"], effect: []))
    try await safety.willInject(try await ready(command), index: 0, limit: .seconds(5))
    #expect(acts == ["intend", "cp-1: arm after 50.0 s"])
  }

  /// Of data that is not back, the record stays.
  @Test func whatStaysOpenIsDisarmedAndNotMarked() async throws {
    try await safety.willInject(try await ready(.paused), index: 0, limit: .seconds(5))
    await safety.didInject(index: 0)
    await safety.staysOpen(index: 0)
    #expect(acts.suffix(2) == ["applied", "cp-1: disarm"])
    #expect(machine.timers.isEmpty)
  }

  @Test func whatCannotBeWrittenDownIsNotArmedAndNotPutIn() async throws {
    book.isFull.withLock { $0 = true }
    let ready = try await ready(.paused)
    await #expect(throws: FaultError.self) { try await safety.willInject(ready, index: 0, limit: .seconds(5)) }
    #expect(acts.isEmpty)
  }

  /// Its interface cannot be found, so no timer could be made.
  @Test func whatNoTimerCanBeMadeForIsNotPutIn() async throws {
    let delay = Fault.trouble(.delay(.milliseconds(100)), on: Target(machine: MachineName("cp-1")))
    let ready = try await ready(delay, looks: false)
    try await machine.powerOff()
    await #expect(throws: FaultError.self) { try await safety.willInject(ready, index: 0, limit: .seconds(5)) }
    #expect(acts.isEmpty)
  }

  /// No timer could help a machine that is off, and nothing a process that is gone; a repair may be cut short all the same.
  @Test(arguments: [
    Fault.killed, .wiped, .on(.machineReboot, Target(machine: MachineName("cp-1"))),
    .on(.machineLose, Target(machine: MachineName("cp-1"))),
  ])
  func whatNoTimerLiftsIsWrittenDown(_ fault: Fault) async throws {
    try await safety.willInject(try await ready(fault), index: 0, limit: .seconds(5))
    #expect(acts == ["intend"])
  }

  // MARK: helpers

  /// What was done, without what was only looked at.
  private var acts: [String] {
    calls.calls.filter { ["intend", "applied", "undone"].contains($0) || $0.contains("arm") }
  }

  private func ready(_ fault: Fault, looks: Bool = true) async throws -> ReadyFault {
    let means = FaultMeans.fake([machine], clock: ManualClock())
    let catalogue = FaultCatalogue(cluster: FakeCluster([machine]), seed: 1, means: means)
    let chosen = try await catalogue.choose(fault, index: 0)
    let prepared = try catalogue.make(chosen)
    if looks { try await prepared.lookBefore() }
    return ReadyFault(prepared, chosen)
  }

  private final class Book: FaultBook {
    let isFull = Mutex(false)
    private let calls: CallLog

    init(_ calls: CallLog) { self.calls = calls }

    func intend(_ chosen: ChosenFault, memory: Data?, limit: Duration) async throws -> Int64 {
      if isFull.withLock(\.self) { throw CocoaError(.fileWriteOutOfSpace) }
      calls.note("intend")
      return 1
    }

    func mark(_ entry: Int64, _ state: JournalEntry.State) async throws { calls.note(state.rawValue) }
  }
}
