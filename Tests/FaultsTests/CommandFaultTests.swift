import Faults
import Model
import Providers
import TestSupport
import Testing

struct CommandFaultTests {
  private let fault = Fault.run("break", undo: "mend")

  private func machine(
    _ name: String = "cp-1", run: CommandAnswer = .success, undo: CommandAnswer = .success, effect: [Int32],
    calls: CallLog = CallLog()
  ) -> FakeMachine {
    let answers: [[String]: CommandAnswer] = [
      ["break"]: run, ["mend"]: undo, ["check"]: .inTurn(effect), ["true"]: .success,
    ]
    return FakeMachine(name, answers: answers, calls: calls)
  }

  @Test func anEffectThatDidNotHoldBeforeAndDoesNowIsProved() async throws {
    let calls = CallLog()
    let proof = try await prepare(fault, on: [machine(effect: [1, 0], calls: calls)]).injectAndProve()
    #expect(proof == EffectProof(observed: true, evidence: "`check` holds now and did not before"))
    #expect(calls.calls == ["cp-1: run check", "cp-1: run break", "cp-1: run check"])
  }

  @Test func aCommandThatDidNothingHasNoEffect() async throws {
    let proof = try await prepare(fault, on: [machine(effect: [1])]).injectAndProve()
    #expect(proof == EffectProof(observed: false, evidence: "`check` does not hold"))
  }

  @Test func anEffectThatHeldBeforeProvesNothing() async throws {
    let proof = try await prepare(fault, on: [machine(effect: [0])]).injectAndProve()
    #expect(!proof.observed)
    #expect(proof.evidence == "`check` held on cp-1 before the fault was put in, so it proves nothing")
  }

  @Test func anEffectThatHeldBeforeOnOneMachineOfTwoProvesNothing() async throws {
    var everywhere = CommandFault(on: Target(count: .all), run: ["break"], undo: ["mend"], effect: ["check"])
    everywhere.on.component = .etcd
    let machines = [machine("cp-1", effect: [1, 0]), machine("cp-2", effect: [0])]
    let proof = try await prepare(.command(everywhere), on: machines).injectAndProve()
    #expect(!proof.observed)
    #expect(proof.evidence.contains("held on cp-2 before"))
  }

  @Test(arguments: zip([Int32(1), 0], [Int32(0), 1]))
  func anEffectOnOneMachineOfTwoIsNone(_ first: Int32, _ second: Int32) async throws {
    let everywhere = CommandFault(on: Target(component: .etcd, count: .all), run: ["break"], effect: ["check"])
    let machines = [machine("cp-1", effect: [1, first]), machine("cp-2", effect: [1, second])]
    #expect(!(try await prepare(.command(everywhere), on: machines).injectAndProve()).observed)
  }

  @Test func aCommandThatFailsIsAnErrorThatNamesIt() async throws {
    let prepared = try await prepare(fault, on: [machine(run: .failure("no such device"), effect: [1])])
    await #expect(throws: FaultError.providerFailed("`break` on cp-1 ended with exit 1: no such device")) {
      try await prepared.inject()
    }
  }

  @Test func aCommandThatCannotBeRunIsAnError() async throws {
    let gone = CommandAnswer.throwing(.system(doing: "run", reason: "the machine is gone"))
    let prepared = try await prepare(fault, on: [machine(run: gone, effect: [1])])
    await #expect(throws: FaultError.providerFailed("cannot run: the machine is gone")) { try await prepared.inject() }
  }

  @Test func theUndoGoesOnAfterAMachineThatFails() async throws {
    let calls = CallLog()
    let everywhere = CommandFault(
      on: Target(component: .etcd, count: .all), run: ["break"], undo: ["mend"], effect: ["check"])
    let machines = [
      machine("cp-1", undo: .failure("stuck"), effect: [0], calls: calls), machine("cp-2", effect: [1], calls: calls),
    ]
    let prepared = try await prepare(.command(everywhere), on: machines)
    await #expect(throws: FaultError.providerFailed("`mend` on cp-1 ended with exit 1: stuck")) {
      try await prepared.undo()
    }
    #expect(calls.calls.filter { $0.hasSuffix("mend") }.sorted() == ["cp-1: run mend", "cp-2: run mend"])
  }

  /// Its machine's own timer was quicker, and `mend` fails where nothing is broken.
  @Test func whatHasNoEffectAnyMoreIsOut() async throws {
    let prepared = try await prepare(fault, on: [machine(undo: .failure("no such file"), effect: [1, 0, 1])])
    _ = try await prepared.injectAndProve()
    try await prepared.undo()
  }

  /// A look that could not be had proves nothing.
  @Test(arguments: [124, 125, 126, 127, 137, 255] as [Int32])
  func anEffectThatCouldNotBeLookedAtKeepsItIn(_ status: Int32) async throws {
    let prepared = try await prepare(fault, on: [machine(undo: .failure("no such file"), effect: [1, status])])
    try await prepared.inject()
    await #expect(throws: FaultError.self) { try await prepared.undo() }
  }

  /// As where `sudo` asks for a password by now: it ends with 1.
  @Test func whereNoCommandRunsNothingIsProved() async throws {
    let answers: [[String]: CommandAnswer] = [
      ["break"]: .success, ["mend"]: .failure("refused"), ["check"]: .inTurn([1]), ["true"]: .failure("refused"),
    ]
    let prepared = try await prepare(fault, on: [FakeMachine("cp-1", answers: answers)])
    try await prepared.inject()
    await #expect(throws: FaultError.self) { try await prepared.undo() }
  }

  @Test func itsMachineRunsTheUndoByItself() async throws {
    let lifts = try await prepare(fault, on: [machine(effect: [1])]).lifts()
    #expect(lifts.map(\.commands) == [[LiftCommand(["mend"])]])
    #expect(try await prepare(.run("break", effect: nil), on: [machine(effect: [1])]).lifts().isEmpty)
  }

  @Test func withoutAnEffectCommandNothingIsAskedBefore() async throws {
    let calls = CallLog()
    try await prepare(.run("break", effect: nil), on: [machine(effect: [1], calls: calls)]).inject()
    #expect(calls.calls == ["cp-1: run break"])
  }

  @Test func argumentsAreHandedOnAsTheyAreWritten() async throws {
    let calls = CallLog()
    let words = ["sh", "-c", "echo $HOME; rm 'x y'"]
    let machine = FakeMachine("cp-1", answers: [words: .success], calls: calls)
    try await prepare(.command(CommandFault(on: Target(), run: words, effect: [])), on: [machine]).inject()
    #expect(calls.calls == ["cp-1: run sh -c echo $HOME; rm 'x y'"])
  }
}
