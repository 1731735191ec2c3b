import Faults
import Model
import Providers
import TestSupport
import Testing

struct EtcdNospaceTests {
  private let target = Target(component: .etcd)

  @Test func theQuotaIsUsedUpWithOneKey() async throws {
    let machine = FakeMachine("cp-1")
    let keyspace = FakeKeyspace(quota: 5 << 20)
    let fault = try await prepare(.on(.etcdNospace, target), on: [machine], means: .fake([machine], keyspace: keyspace))
    #expect(
      try await fault.injectAndProve() == EffectProof(observed: true, evidence: "cp-1: etcd lists the alarm NOSPACE"))
    #expect(keyspace.bytes == 5 << 20)
    #expect(!keyspace.keys.contains { $0.hasPrefix("firedrill/") }, "a drill's end removes those")
  }
  private func full(_ keyspace: FakeKeyspace) async throws -> any PreparedFault {
    let machine = FakeMachine("cp-1")
    let fault = try await prepare(.on(.etcdNospace, target), on: [machine], means: .fake([machine], keyspace: keyspace))
    try await fault.inject()
    return fault
  }

  @Test func etcdHasRoomAgainOnceItIsTakenOut() async throws {
    let keyspace = FakeKeyspace()
    let fault = try await full(keyspace)
    try await fault.undo()
    #expect(keyspace.bytes == 1 << 20, "the key's last value, until etcd compacts again")
    #expect(keyspace.alarms == [])
    #expect(keyspace.keys.isEmpty)
    #expect(await !fault.proveEffect().observed)
  }

  /// The recovery made room, and knows nothing of what had filled it.
  @Test func afterARecoveryTheKeyThatFilledItGoes() async throws {
    let keyspace = FakeKeyspace()
    let fault = try await full(keyspace)
    try await keyspace.compact()
    try await keyspace.shrink()
    try await keyspace.disarm("NOSPACE")
    try await fault.undo()
    #expect(keyspace.keys.isEmpty)
  }

  /// A member that is away would raise its alarm again when it is back.
  @Test func whatCouldNotBeMadeRoomOnIsLookedAfterNextTime() async throws {
    let keyspace = FakeKeyspace()
    let fault = try await full(keyspace)
    keyspace.refuseToShrink(FaultError.notRunning("etcd on cp-1"))
    for _ in 1...2 { await #expect(throws: FaultError.notRunning("etcd on cp-1")) { try await fault.undo() } }
    keyspace.refuseToShrink(nil)
    try await fault.undo()
    #expect(keyspace.alarms == [])
    #expect(keyspace.keys.isEmpty)
  }

  /// One that is behind has nothing to give back when it is asked first.
  @Test func aMemberThatHasNotCompactedYetIsAskedAgain() async throws {
    let keyspace = FakeKeyspace()
    let fault = try await full(keyspace)
    keyspace.shrinkInVain(times: 1)
    try await fault.undo()
    #expect(keyspace.bytes < 3 << 20)
    #expect(keyspace.alarms == [])
    #expect(keyspace.keys.isEmpty)
  }

  /// Somebody else's alarm is none of its business.
  @Test func anAlarmThatWasRaisedBeforeProvesNothing() async throws {
    let machine = FakeMachine("cp-1")
    let keyspace = FakeKeyspace(alarms: ["NOSPACE"])
    let fault = try await prepare(.on(.etcdNospace, target), on: [machine], means: .fake([machine], keyspace: keyspace))
    await #expect(throws: FaultError.providerFailed("etcd has raised NOSPACE already")) { try await fault.inject() }
    try await fault.undo()
    #expect(keyspace.alarms == ["NOSPACE"])
  }
}
