import Faults
import Model
import Providers
import TestSupport
import Testing

struct PartitionTests {
  private let machines = [
    FakeMachine("cp-1", zone: "a"), FakeMachine("cp-2", zone: "b"), FakeMachine("cp-3", zone: "c"),
    FakeMachine("worker-1", zone: "a", components: Component.worker),
    FakeMachine("lb-1", zone: "edge", components: [.loadBalancer]),
  ]

  private func put(_ fault: Fault) async throws -> any PreparedFault {
    try await prepare(fault, on: machines, leader: "cp-2")
  }

  private func partition(
    _ from: NetworkSide, _ to: NetworkSide, _ direction: NetworkPartition.Direction = .both
  ) -> Fault {
    .partition(NetworkPartition(from: from, to: to, direction: direction))
  }

  private func machine(_ name: String) -> NetworkSide { .machines(Target(machine: MachineName(name))) }

  // MARK: rules

  @Test func bothSidesDropWhatComesFromTheOther() async throws {
    try await put(partition(machine("cp-1"), machine("cp-2"))).inject()
    #expect(
      machines[0].inputs == [
        """
        add table inet firedrill_test
        delete table inet firedrill_test
        table inet firedrill_test {
          chain arriving {
            type filter hook prerouting priority -300; policy accept;
            ip saddr { fake-cp-2 } drop
          }
        }

        """
      ])
    #expect(machines.map { $0.packetFilter["firedrill_test"]?.count } == [1, 1, nil, nil, nil])
  }

  @Test func oneWayOnlyTheReceiverDrops() async throws {
    try await put(partition(machine("cp-1"), machine("cp-2"), .oneWay)).inject()
    #expect(machines[0].packetFilter.isEmpty)
    #expect(machines[1].packetFilter == ["firedrill_test": ["ip saddr { fake-cp-1 } drop"]])
  }

  @Test func aZoneThatIsCutOffTalksToItselfAlone() async throws {
    try await put(.zone(.partition, ZoneName("a"))).inject()
    let script = """
      add table inet firedrill_test
      delete table inet firedrill_test
      table inet firedrill_test {
        chain arriving {
          type filter hook prerouting priority -300; policy accept;
          iif lo accept
          ip saddr != { fake-cp-1, fake-worker-1 } drop
        }
        chain leaving {
          type filter hook postrouting priority -300; policy accept;
          oif lo accept
          ip daddr != { fake-cp-1, fake-worker-1 } drop
        }
      }

      """
    #expect(machines.map(\.inputs) == [[script], [], [], [script], []])
  }

  @Test(arguments: [
    ("https://10.0.0.9:6443", "fake-lb-1, 10.0.0.9"), ("https://fake-lb-1:6443", "fake-lb-1"),
  ])
  func theBalancersAlsoSendUnderTheEntrancesAddress(_ api: String, _ addresses: String) async throws {
    let fault = partition(machine("cp-1"), machine("lb-1"))
    try await FaultCatalogue(cluster: FakeCluster(machines, api: api), seed: 1, means: .fake(machines))
      .prepare(fault, index: 0).inject()
    #expect(machines[0].packetFilter["firedrill_test"] == ["ip saddr { \(addresses) } drop"])
  }

  @Test func addressesOfBothFamiliesHaveRulesOfTheirOwn() async throws {
    let cluster = FakeCluster(machines, api: "https://[fd00::9]:6443")
    let fault = partition(machine("cp-1"), machine("lb-1"))
    try await FaultCatalogue(cluster: cluster, seed: 1, means: .fake(machines)).prepare(fault, index: 0).inject()
    #expect(
      machines[0].packetFilter["firedrill_test"] == ["ip saddr { fake-lb-1 } drop", "ip6 saddr { fd00::9 } drop"])
  }

  @Test func eachFaultHasATableOfItsOwn() async throws {
    for other in ["cp-2", "cp-3"] {
      let fault = partition(machine("cp-1"), machine(other))
      try await prepare(fault, on: machines, means: .fake(machines, name: other)).inject()
    }
    #expect(Set(machines[0].packetFilter.keys) == ["firedrill_cp-2", "firedrill_cp-3"])
  }

  @Test func forAMachineThatTakesNoRulesTheOthersDropWhatTheySend() async throws {
    let balancer = FakeMachine("lb-1", zone: "edge", components: [.loadBalancer], takesRules: false)
    let both = [machines[0], balancer]
    let cluster = FakeCluster(both, api: "https://fake-lb-1:6443")
    let fault = partition(machine("cp-1"), machine("lb-1"))
    try await FaultCatalogue(cluster: cluster, seed: 1, means: .fake(both)).prepare(fault, index: 0).inject()
    #expect(
      machines[0].packetFilter["firedrill_test"] == ["ip saddr { fake-lb-1 } drop", "ip daddr { fake-lb-1 } drop"])
    #expect(balancer.packetFilter.isEmpty)
  }

  // MARK: sides

  @Test func theRestIsEverybodyElse() async throws {
    let fault = try await put(partition(.machines(Target(component: .etcd, role: .leader)), .rest))
    #expect(fault.targets == ["cp-2 ↮ cp-1, cp-3, worker-1, lb-1"])
    #expect(
      try await put(partition(.rest, machine("cp-1"), .oneWay)).targets == ["cp-2, cp-3, worker-1, lb-1 ↛ cp-1"])
  }

  @Test func nobodyStandsOnBothSides() async throws {
    let all = NetworkSide.machines(Target(component: .etcd, count: .all))
    #expect(try await put(partition(machine("cp-1"), all)).targets == ["cp-1 ↮ cp-2, cp-3"])
  }

  @Test(arguments: [
    (NetworkSide.rest, NetworkSide.rest),
    (.machines(Target(machine: MachineName("cp-9"))), .rest),
    (.machines(Target(count: .all)), .rest),
    (.machines(Target(machine: MachineName("cp-1"))), .machines(Target(machine: MachineName("cp-1")))),
  ])
  func withoutAnotherSideTheFaultIsRefused(_ from: NetworkSide, _ to: NetworkSide) async {
    await #expect(throws: FaultError.self) { try await put(partition(from, to)) }
  }

  @Test func aMinorityIsCutOffFromTheRest() async throws {
    let five = (1...5).map { FakeMachine("cp-\($0)") }
    let minority = NetworkSide.machines(Target(component: .etcd, count: .minority))
    let fault = try await prepare(partition(minority, .rest), on: five)
    try await fault.inject()
    #expect(
      five.map { $0.packetFilter["firedrill_test"]?.first?.split(separator: ",").count ?? 0 }.sorted() == [
        2, 2, 2, 3, 3,
      ])
  }

  // MARK: proof

  @Test func theProofIsWhatArrives() async throws {
    let proof = try await put(partition(machine("cp-1"), machine("cp-2"))).injectAndProve()
    #expect(
      proof
        == EffectProof(
          observed: true, evidence: "cp-1 → cp-2: of 1 datagrams none arrives; cp-2 → cp-1: of 1 datagrams none arrives"
        ))
  }

  @Test func oneWayTheOtherWayIsSeenOpen() async throws {
    let proof = try await put(partition(machine("cp-1"), machine("cp-2"), .oneWay)).injectAndProve()
    #expect(
      proof
        == EffectProof(
          observed: true, evidence: "cp-1 → cp-2: of 1 datagrams none arrives; cp-2 → cp-1: datagrams still arrive"))
  }

  @Test func oneWayThatIsCutBothWaysIsNotWhatWasMeant() async throws {
    let fault = try await put(partition(machine("cp-1"), machine("cp-2"), .oneWay))
    try await fault.inject()
    try await prepare(
      partition(machine("cp-2"), machine("cp-1"), .oneWay), on: machines, means: .fake(machines, name: "other")
    ).inject()
    #expect(
      await fault.proveEffect()
        == EffectProof(observed: false, evidence: "cp-2 → cp-1: nothing arrives at cp-1, though it should"))
  }

  @Test func oneMachineThatIsStillReachedMeansNoEffect() async throws {
    let leaky = [FakeMachine("cp-1"), FakeMachine("cp-2"), FakeMachine("cp-3", ignoring: [.networkRules])]
    let proof = try await prepare(partition(machine("cp-1"), .rest), on: leaky).injectAndProve()
    #expect(proof == EffectProof(observed: false, evidence: "cp-1 → cp-2, cp-3: 1 datagrams still arrive at cp-3"))
  }

  @Test func whereNothingPassedBeforeNothingCanBeProved() async throws {
    let fault = partition(machine("cp-1"), machine("cp-2"))
    try await put(fault).inject()
    let second = try await put(fault)
    await #expect(throws: FaultError.providerFailed("nothing passes cp-1 → cp-2 even before the fault")) {
      try await second.inject()
    }
  }

  @Test func whatDiedAfterwardsProvesNothing() async throws {
    let idle = [FakeMachine("cp-1", ignoring: [.networkRules]), FakeMachine("cp-2", ignoring: [.networkRules])]
    let fault = try await prepare(partition(machine("cp-1"), machine("cp-2")), on: idle)
    try await fault.inject()
    try await idle[1].powerOff()
    #expect(await !fault.proveEffect().observed)
  }

  // MARK: undo

  @Test func anInjectThatFailedHalfWayIsUndone() async throws {
    let half = [FakeMachine("cp-1"), FakeMachine("cp-2", answers: [["nft", "-f", "-"]: .inTurn([1, 0])])]
    let fault = try await prepare(partition(machine("cp-1"), machine("cp-2")), on: half)
    await #expect(throws: FaultError.providerFailed("nft on cp-2 ended with exit 1: ")) { try await fault.inject() }
    #expect(!half[0].packetFilter.isEmpty)
    try await fault.undo()
    #expect(half[0].packetFilter.isEmpty)
    #expect(half[1].inputs.last == "add table inet firedrill_test\ndelete table inet firedrill_test\n")
  }

  @Test func aMachineThatIsOffHasNoRulesToDelete() async throws {
    let fault = try await put(partition(machine("cp-1"), machine("cp-2")))
    try await fault.inject()
    try await machines[1].powerOff()
    try await fault.undo()
    #expect(machines.flatMap(\.packetFilter.keys).isEmpty)
  }

  @Test func whatIsAnothersStays() async throws {
    let other = try await prepare(
      partition(machine("cp-1"), machine("cp-3")), on: machines, means: .fake(machines, name: "other"))
    try await other.inject()
    let fault = try await put(partition(machine("cp-1"), machine("cp-2")))
    try await fault.inject()
    try await fault.undo()
    #expect(Set(machines[0].packetFilter.keys) == ["firedrill_other"])
  }
}
