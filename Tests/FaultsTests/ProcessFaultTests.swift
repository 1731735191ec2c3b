import Faults
import Model
import Providers
import TestSupport
import Testing

struct ProcessFaultTests {
  @Test func aKilledProcessIsGoneAndAnotherInItsPlace() async throws {
    let machine = FakeMachine("cp-1", restarts: [.apiserver])
    let before = try #require(try await machine.processes(of: .apiserver).first)
    let proof = try await prepare(.killed, on: [machine]).injectAndProve()
    let after = try #require(try await machine.processes(of: .apiserver).first)
    #expect(
      proof
        == EffectProof(
          observed: true, evidence: "kube-apiserver on cp-1: process \(before.pid) is gone, \(after.pid) in its place"))
  }

  @Test func withoutASupervisorNothingComesInItsPlace() async throws {
    let proof = try await prepare(.killed, on: [FakeMachine("cp-1")]).injectAndProve()
    #expect(proof.observed)
    #expect(proof.evidence.hasSuffix("is gone"))
  }

  @Test func aPidThatAnotherProcessTookIsNoSurvivor() async throws {
    let machine = FakeMachine("cp-1", ignoring: [.signals])
    let fault = try await prepare(.killed, on: [machine])
    let before = try await machine.processes(of: .apiserver)
    try await fault.inject()
    #expect(await !fault.proveEffect().observed, "the very same process runs on")
    machine.reusePid(of: .apiserver)
    #expect(try await machine.processes(of: .apiserver).map(\.pid) == before.map(\.pid))
    #expect(await fault.proveEffect().observed)
  }

  @Test(arguments: [Fault.killed, .paused])
  func whatDoesNotRunCannotBeBroken(_ fault: Fault) async throws {
    let prepared = try await prepare(fault, on: [FakeMachine("cp-1", running: false)])
    await #expect(throws: FaultError.notRunning("kube-apiserver on cp-1")) { try await prepared.inject() }
  }

  @Test func whatIsStoppedAlreadyCannotBePaused() async throws {
    let machine = FakeMachine("cp-1")
    try await machine.send(.stop, to: .apiserver)
    let prepared = try await prepare(.paused, on: [machine])
    await #expect(throws: FaultError.notRunning("kube-apiserver on cp-1")) { try await prepared.inject() }
  }

  @Test func onOneOfSeveralMachinesThatDoesNotRunNothingIsBroken() async throws {
    let calls = CallLog()
    let machines = [FakeMachine("cp-1", calls: calls), FakeMachine("cp-2", running: false, calls: calls)]
    let all = Fault.processKill(on: Target(component: .apiserver, count: .all))
    let prepared = try await prepare(all, on: machines)
    await #expect(throws: FaultError.self) { try await prepared.inject() }
    #expect(calls.calls.isEmpty)
  }

  @Test func oneSurvivorAmongSeveralMeansNoEffect() async throws {
    let everywhere = Target(component: .etcd, count: .all)
    for fault in [Fault.processKill(on: everywhere), .processPause(on: everywhere)] {
      let machines = [FakeMachine("cp-1"), FakeMachine("cp-2", ignoring: [.signals])]
      let proof = try await prepare(fault, on: machines).injectAndProve()
      #expect(!proof.observed)
      #expect(proof.evidence.contains("etcd on cp-2"))
    }
  }

  @Test func aPausedProcessStaysAndIsWokenByTheUndo() async throws {
    let machine = FakeMachine("cp-1")
    let before = try await machine.processes(of: .apiserver)
    let fault = try await prepare(.paused, on: [machine])
    try await fault.inject()
    #expect(try await machine.processes(of: .apiserver).map(\.state) == ["T"])
    try await fault.undo()
    #expect(try await machine.processes(of: .apiserver) == before)
    #expect(await !fault.proveEffect().observed)
  }

  /// What is stopped when the fault comes need not be what ran when the timer was armed.
  @Test func aMachineWakesItByItsName() async throws {
    let knowing = FakeMachine("cp-1", wakes: [.apiserver])
    let lifts = try await prepare(.paused, on: [knowing]).lifts()
    #expect(lifts.map(\.commands) == [[LiftCommand(["wake", "kube-apiserver"])]])
    #expect(try await prepare(.paused, on: [FakeMachine("cp-1")]).lifts().isEmpty)
  }

  @Test func whatWasPausedIsGoneWithAMachineThatWentOff() async throws {
    let calls = CallLog()
    let machines = [FakeMachine("cp-1", calls: calls), FakeMachine("cp-2", calls: calls)]
    let fault = try await prepare(.processPause(on: Target(component: .apiserver, count: .all)), on: machines)
    try await fault.inject()
    try await machines[0].powerOff()
    try await fault.undo()
    #expect(try await machines[1].processes(of: .apiserver).map(\.state) == ["S"], "the other one is woken")
    #expect(!calls.calls.contains("cp-1: signal 18 to kube-apiserver"))
  }

  @Test func anUndoThatWakesNobodyFails() async throws {
    let machine = FakeMachine("cp-1", ignoring: [.signals])
    let fault = try await prepare(.paused, on: [machine])
    machine.freeze(.apiserver)
    await #expect(throws: FaultError.providerFailed("kube-apiserver on cp-1 is still stopped after SIGCONT")) {
      try await fault.undo()
    }
  }

  @Test func theSignalsAreTheRightOnes() async throws {
    let calls = CallLog()
    let machine = FakeMachine("cp-1", calls: calls)
    let paused = try await prepare(.paused, on: [machine])
    try await paused.inject()
    try await paused.undo()
    try await prepare(.killed, on: [machine]).inject()
    #expect(calls.calls == [19, 18, 9].map { "cp-1: signal \($0) to kube-apiserver" })
  }
}
