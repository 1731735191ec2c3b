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

  @Test func aFullVolumeStaysFullThoughEtcdFreesSomeOfIt() async throws {
    let clock = ManualClock()
    let machine = FakeMachine("cp-1")
    let fault = try await prepare(.on(.storageFill, target), on: [machine], means: .fake([machine], clock: clock))
    try await fault.inject()
    try await machine.freeStorage()
    try await untilSleeping(clock)
    clock.advance(by: .milliseconds(200))
    try await untilSleeping(clock)
    #expect(await fault.proveEffect().observed)
    try await fault.undo()
    #expect(machine.troubles.isEmpty)
    #expect(clock.sleepers == 0)
  }

  @Test func aVolumeThatTookTheFullOnesPlaceIsLeftAlone() async throws {
    let calls = CallLog()
    let clock = ManualClock()
    let machine = FakeMachine("cp-1", calls: calls)
    let fault = try await prepare(.on(.storageFill, target), on: [machine], means: .fake([machine], clock: clock))
    try await fault.inject()
    try await untilSleeping(clock)
    try await machine.loseStorage()
    clock.advance(by: .seconds(1))
    try await fault.undo()
    #expect(calls.calls.filter { $0.hasSuffix("fill storage") }.count == 1)
    #expect(!calls.calls.contains("cp-1: free storage"))
  }

  private func untilSleeping(_ clock: ManualClock) async throws {
    while clock.sleepers == 0 { try await Task.sleep(for: .milliseconds(1)) }
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
}
