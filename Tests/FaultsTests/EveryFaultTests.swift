import Faults
import Model
import TestSupport
import Testing

/// What holds for every kind. A new kind does not compile until it has its row.
struct EveryFaultTests {
  private static func fault(_ kind: Fault.Kind) -> Fault {
    switch kind {
    case .processKill: .killed
    case .processPause: .paused
    case .storageLose: .wiped
    default: .run("break", undo: "mend")
    }
  }

  /// Here every inject does its work.
  private static func willing(_ kind: Fault.Kind) -> FakeMachine {
    FakeMachine("cp-1", restarts: [.apiserver, .etcd], answers: answers(effect: .inTurn([1, 0])))
  }

  /// Here every inject is replaced by nothing, and says that all went well.
  private static func idle(_ kind: Fault.Kind) -> FakeMachine {
    FakeMachine("cp-1", ignoring: [.signals, .storageLoss], answers: answers(effect: .inTurn([1])))
  }

  private static func answers(effect: CommandAnswer) -> [[String]: CommandAnswer] {
    [["break"]: .success, ["mend"]: .success, ["check"]: effect]
  }

  @Test(arguments: Fault.Kind.allCases)
  func itsEffectIsProved(_ kind: Fault.Kind) async throws {
    let proof = try await prepare(Self.fault(kind), on: [Self.willing(kind)]).injectAndProve()
    #expect(proof.observed, "\(proof.evidence)")
    #expect(!proof.evidence.isEmpty)
  }

  @Test(arguments: Fault.Kind.allCases)
  func anInjectThatDoesNothingProvesNothing(_ kind: Fault.Kind) async throws {
    let proof = try await prepare(Self.fault(kind), on: [Self.idle(kind)]).injectAndProve()
    #expect(!proof.observed, "\(proof.evidence)")
    #expect(!proof.evidence.isEmpty)
  }

  @Test(arguments: Fault.Kind.allCases)
  func beforeItIsPutInItProvesNothing(_ kind: Fault.Kind) async throws {
    let machine = FakeMachine("cp-1", answers: Self.answers(effect: .inTurn([1])))
    #expect(await !(try prepare(Self.fault(kind), on: [machine]).proveEffect()).observed)
  }

  @Test(arguments: Fault.Kind.allCases)
  func choosingItsTargetsTouchesNothing(_ kind: Fault.Kind) async throws {
    let calls = CallLog()
    _ = try await prepare(Self.fault(kind), on: [FakeMachine("cp-1", calls: calls)])
    #expect(calls.calls.isEmpty)
  }

  @Test(arguments: Fault.Kind.allCases)
  func undoMayBeCalledTwiceAndAfterNothing(_ kind: Fault.Kind) async throws {
    let fault = try await prepare(Self.fault(kind), on: [Self.willing(kind)])
    try await fault.undo()
    try await fault.inject()
    try await fault.undo()
    try await fault.undo()
  }

  @Test(arguments: Fault.Kind.allCases)
  func itSaysOnWhatItFallsAndHowCloseItIsToTheRealOne(_ kind: Fault.Kind) async throws {
    let fault = try await prepare(Self.fault(kind), on: [Self.willing(kind)])
    #expect(fault.targets.count == 1)
    #expect(fault.targets.allSatisfy { $0.hasSuffix(" on cp-1") })
    #expect(!fault.undoText.isEmpty)
    #expect(fault.fidelity == .simulated)
  }
}
