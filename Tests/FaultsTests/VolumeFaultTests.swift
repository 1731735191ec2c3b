import Faults
import Model
import Providers
import TestSupport
import Testing

struct VolumeFaultTests {
  private let target = Target(component: .etcd)

  @Test func theProofIsTheSystemsOwnRefusal() async throws {
    let full = try await prepare(.on(.storageFill, target), on: [FakeMachine("cp-1")]).injectAndProve()
    #expect(full.evidence == "cp-1: a write to its volume is refused: No space left on device")
    let readOnly = try await prepare(.on(.storageReadonly, target), on: [FakeMachine("cp-1")]).injectAndProve()
    #expect(readOnly.evidence == "cp-1: a write to its volume is refused: Read-only file system")
  }

  @Test func aRefusalForAnotherReasonProvesNothing() async throws {
    let machine = FakeMachine("cp-1")
    let fault = try await prepare(.on(.storageFill, target), on: [machine])
    try await fault.inject()
    try await machine.setStorageReadOnly(true)
    #expect(await !fault.proveEffect().observed)
  }

  @Test(arguments: [TargetedFault.storageFill, .storageReadonly])
  func aVolumeThatRefusesWritesAlreadyCannotBeBroken(_ kind: TargetedFault) async throws {
    let machine = FakeMachine("cp-1")
    try await machine.setStorageReadOnly(true)
    let fault = try await prepare(.on(kind, target), on: [machine])
    await #expect(throws: FaultError.self) { try await fault.inject() }
  }

  @Test func theLookLeavesNothingOnTheVolume() async throws {
    let calls = CallLog()
    let fault = try await prepare(.on(.storageFill, target), on: [FakeMachine("cp-1", calls: calls)])
    try await fault.lookBefore()
    #expect(
      calls.calls == [
        "cp-1: run dd if=/dev/zero of=/data/firedrill-write bs=4096 count=1 conv=fsync",
        "cp-1: run rm -f /data/firedrill-write",
      ])
  }

  @Test func aDetachedVolumeComesBackToItsMachine() async throws {
    let machine = FakeMachine("cp-1")
    let fault = try await prepare(.on(.storageDetach, target), on: [machine])
    #expect(try await fault.injectAndProve().observed)
    try await fault.undo()
    #expect(try await machine.volumeIdentity() == "cp-1-volume-1")
  }

  @Test func aVolumeThatRecoveryAttachedElsewhereStaysThere() async throws {
    let machines = [FakeMachine("cp-1"), FakeMachine("cp-2")]
    let fault = try await prepare(.on(.storageDetach, Target(machine: MachineName("cp-1"))), on: machines)
    try await fault.inject()
    try await machines[1].detachVolume()
    try await machines[1].attachVolume(VolumeID("cp-1-volume-1"))
    try await fault.undo()
    #expect(try await machines[1].volumeIdentity() == "cp-1-volume-1")
    #expect(try await machines[0].volumeIdentity() == nil)
  }

  @Test func aDetachedVolumeThatEtcdStillHoldsIsNotDetached() async throws {
    let machine = FakeMachine("cp-1", ignoring: [.deathOfHolders])
    let proof = try await prepare(.on(.storageDetach, target), on: [machine]).injectAndProve()
    #expect(proof == EffectProof(observed: false, evidence: "etcd on cp-1 still holds the volume"))
  }

  @Test func theQuotaIsUsedUpWithOneKey() async throws {
    let machine = FakeMachine("cp-1")
    let keyspace = FakeKeyspace(quota: 5 << 20)
    let fault = try await prepare(.on(.etcdNospace, target), on: [machine], means: .fake([machine], keyspace: keyspace))
    #expect(
      try await fault.injectAndProve() == EffectProof(observed: true, evidence: "cp-1: etcd lists the alarm NOSPACE"))
    #expect(keyspace.bytes == 5 << 20)
  }

  @Test func anAlarmThatWasRaisedBeforeProvesNothing() async throws {
    let machine = FakeMachine("cp-1")
    let keyspace = FakeKeyspace(alarms: ["NOSPACE"])
    let fault = try await prepare(.on(.etcdNospace, target), on: [machine], means: .fake([machine], keyspace: keyspace))
    await #expect(throws: FaultError.providerFailed("etcd has raised NOSPACE already")) { try await fault.inject() }
  }
}
