import Faults
import Model
import Providers
import TestSupport
import Testing

struct MachineFaultTests {
  private func on(_ kind: TargetedFault, _ target: Target = Target(component: .etcd)) -> Fault { .on(kind, target) }

  @Test func aMachineThatIsOnAgainAfterItsPowerWasCutHasAnotherStart() async throws {
    let machine = FakeMachine("cp-1")
    let fault = try await prepare(on(.machineLose), on: [machine])
    #expect(
      try await fault.injectAndProve()
        == EffectProof(observed: true, evidence: "cp-1: start cp-1-boot-1 is over, it is off"))
    try await machine.powerOn()
    #expect(
      await fault.proveEffect()
        == EffectProof(observed: true, evidence: "cp-1: start cp-1-boot-1 is over, now cp-1-boot-2"))
  }

  @Test func shutDownIsNoPowerCut() async throws {
    let calls = CallLog()
    try await prepare(on(.machineShutdown), on: [FakeMachine("cp-1", calls: calls)]).inject()
    try await prepare(on(.machineLose), on: [FakeMachine("cp-1", calls: calls)]).inject()
    #expect(calls.calls == ["cp-1: shut down", "cp-1: power off"])
  }

  @Test(arguments: [TargetedFault.machineShutdown, .machineLose, .machineReboot, .machineTerminate])
  func aMachineThatIsOffCannotBeBroken(_ kind: TargetedFault) async throws {
    let machine = FakeMachine("cp-1")
    try await machine.powerOff()
    let fault = try await prepare(on(kind), on: [machine])
    await #expect(throws: FaultError.notRunning("machine cp-1")) { try await fault.inject() }
  }

  @Test func aRebootThatStaysOffIsNone() async throws {
    let proof = try await prepare(on(.machineReboot), on: [FakeMachine("cp-1", ignoring: [.powerOn])]).injectAndProve()
    #expect(proof == EffectProof(observed: false, evidence: "cp-1 is off"))
  }

  @Test func aPersistentVolumeOutlivesItsMachine() async throws {
    let machine = FakeMachine("cp-1", volumes: .persistent)
    let cluster = FakeCluster([machine])
    let fault = try await FaultCatalogue(cluster: cluster, seed: 1, means: .fake([machine]))
      .prepare(on(.machineTerminate), index: 0)
    #expect(try await fault.injectAndProve().observed)
    #expect(try await cluster.detachedVolumes() == [VolumeID("cp-1-volume-1"): MachineName("cp-1")])
  }

  @Test func aClusterThatIsDestroyedLosesEveryDiskAndKeepsItsBalancers() async throws {
    let machines = [
      FakeMachine("cp-1", volumes: .persistent), FakeMachine("cp-2", volumes: .persistent),
      FakeMachine("worker-1", components: Component.worker), FakeMachine("lb-1", components: [.loadBalancer]),
    ]
    let cluster = FakeCluster(machines)
    try await machines[1].powerOff()
    let fault = try await FaultCatalogue(cluster: cluster, seed: 1, means: .fake(machines))
      .prepare(.destroyCluster, index: 0)
    let proof = try await fault.injectAndProve()
    #expect(proof.observed, "\(proof.evidence)")
    #expect(fault.targets == ["machine cp-1", "machine cp-2", "machine worker-1"])
    #expect(machines.map(\.troubles.isEmpty) == [false, false, false, true])
    let left = try await cluster.detachedVolumes().keys.map(\.rawValue)
    #expect(!left.contains("cp-1-volume-1") && !left.contains("cp-2-volume-1"))
  }

  @Test func aZoneIsLostWithAllThatStandsInIt() async throws {
    let machines = [
      FakeMachine("cp-1", zone: "a"), FakeMachine("cp-2", zone: "b"),
      FakeMachine("worker-1", zone: "a", components: Component.worker),
    ]
    let fault = try await prepare(.zone(.lose, ZoneName("a")), on: machines)
    #expect(try await fault.injectAndProve().observed)
    #expect(machines.map(\.troubles.isEmpty) == [false, true, false])
  }

  @Test func oneMachineOfAZoneThatIsStillOnMeansNoEffect() async throws {
    let machines = [FakeMachine("cp-1", zone: "a"), FakeMachine("cp-2", zone: "a", ignoring: [.powerOff])]
    let proof = try await prepare(.zone(.lose, ZoneName("a")), on: machines).injectAndProve()
    #expect(proof == EffectProof(observed: false, evidence: "cp-2 is still in start cp-2-boot-1"))
  }

  @Test func aSupervisorsDeathIsNotItsComponentsDeath() async throws {
    let machine = FakeMachine("cp-1", restarts: [.etcd])
    let fault = try await prepare(on(.supervisorKill), on: [machine])
    #expect(try await fault.injectAndProve().observed)
    try await machine.send(.kill, to: .etcd)
    #expect(
      await fault.proveEffect() == EffectProof(observed: false, evidence: "etcd on cp-1 died with the supervisor"))
  }

  @Test func whoFailsOnOneMachineIsStillUndoneOnTheOthers() async throws {
    let machines = [FakeMachine("cp-1"), FakeMachine("cp-2")]
    let fault = try await prepare(on(.processCrashloop, Target(component: .etcd, count: .all)), on: machines)
    try await fault.inject()
    try await machines[0].powerOff()
    await #expect(throws: FaultError.self) { try await fault.undo() }
    #expect(machines[1].troubles.isEmpty)
  }
}
