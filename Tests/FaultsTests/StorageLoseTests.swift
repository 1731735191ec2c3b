import Faults
import Model
import TestSupport
import Testing

struct StorageLoseTests {
  @Test func anotherVolumeLiesInItsPlace() async throws {
    let proof = try await prepare(.wiped, on: [FakeMachine("cp-1", restarts: [.etcd])]).injectAndProve()
    #expect(
      proof
        == EffectProof(observed: true, evidence: "cp-1: volume cp-1-volume-1 is gone, cp-1-volume-2 is in its place"))
  }

  @Test func theSameVolumeIsNoEffect() async throws {
    let proof = try await prepare(.wiped, on: [FakeMachine("cp-1", ignoring: [.storageLoss])]).injectAndProve()
    #expect(proof == EffectProof(observed: false, evidence: "the volume of cp-1 is still cp-1-volume-1"))
  }

  @Test func whoStillHoldsTheOldVolumeLostNothing() async throws {
    let proof = try await prepare(.wiped, on: [FakeMachine("cp-1", ignoring: [.deathOfHolders])]).injectAndProve()
    #expect(proof == EffectProof(observed: false, evidence: "etcd on cp-1 still holds the old volume"))
  }

  @Test func oneVolumeThatStaysAmongSeveralMeansNoEffect() async throws {
    let machines = [FakeMachine("cp-1"), FakeMachine("cp-2", ignoring: [.storageLoss])]
    let proof = try await prepare(.storageLose(on: Target(count: .all)), on: machines).injectAndProve()
    #expect(!proof.observed)
  }

  @Test func withoutAComponentItFallsOnEtcdOnly() async throws {
    let calls = CallLog()
    let machines = [
      FakeMachine("cp-1", calls: calls), FakeMachine("lb-1", components: [.loadBalancer], calls: calls),
    ]
    try await prepare(.storageLose(on: Target(count: .all)), on: machines).inject()
    #expect(calls.calls == ["cp-1: lose storage"])
  }

  @Test func aMachineWithoutAVolumeIsNoTarget() async {
    await #expect(throws: FaultError.self) {
      try await prepare(.wiped, on: [FakeMachine("lb-1", components: [.loadBalancer])])
    }
  }
}
