import Faults
import Model
import TestSupport
import Testing

struct TargetChoiceTests {
  private let machines = [
    FakeMachine("cp-1", zone: "a"), FakeMachine("cp-2", zone: "b"), FakeMachine("cp-3", zone: "a"),
    FakeMachine("lb-1", zone: "a", components: [.loadBalancer]),
  ]

  private func targets(_ target: Target, leader: String? = "cp-2", seed: UInt64 = 1, index: Int = 0) async throws
    -> [String]
  {
    try await prepare(.processKill(on: target), on: machines, leader: leader, seed: seed, index: index).targets
  }

  @Test(arguments: [
    (Target(component: .etcd, machine: MachineName("cp-3")), ["etcd on cp-3"]),
    (Target(component: .apiserver, zone: ZoneName("b")), ["kube-apiserver on cp-2"]),
    (Target(component: .etcd, role: .leader), ["etcd on cp-2"]),
    (Target(component: .etcd, role: .follower, count: .all), ["etcd on cp-1", "etcd on cp-3"]),
    (
      Target(component: .scheduler, zone: ZoneName("a"), count: .all),
      ["kube-scheduler on cp-1", "kube-scheduler on cp-3"]
    ),
    (Target(component: .loadBalancer), ["load-balancer on lb-1"]),
    (Target(component: .etcd, count: .all), ["etcd on cp-1", "etcd on cp-2", "etcd on cp-3"]),
  ])
  func aFaultFallsOnWhatItsTargetNames(_ target: Target, _ expected: [String]) async throws {
    #expect(try await targets(target) == expected)
  }

  @Test(arguments: [(TargetCount.one, 1), (.minority, 1), (.majority, 2), (.all, 3)])
  func asManyAreTakenAsAreCounted(_ count: TargetCount, _ expected: Int) async throws {
    #expect(try await targets(Target(component: .etcd, count: count)).count == expected)
  }

  @Test(arguments: [
    Target(component: .etcd, machine: MachineName("cp-1"), zone: ZoneName("b")),
    Target(component: .etcd, machine: MachineName("cp-9")),
    Target(component: .loadBalancer, zone: ZoneName("b")), Target(),
  ])
  func whereNobodyIsMeantTheFaultIsRefused(_ target: Target) async {
    await #expect(throws: FaultError.self) { try await targets(target) }
  }

  @Test(arguments: [MemberRole.leader, .follower])
  func withoutALeaderNobodyHasARole(_ role: MemberRole) async {
    await #expect(throws: FaultError.noTarget("etcd on the machine of etcd's \(role.rawValue)")) {
      try await targets(Target(component: .etcd, role: role), leader: nil)
    }
  }

  @Test(arguments: [TargetedFault.machineLose, .machineTerminate, .storageLose, .storageCorrupt])
  func ofFiveAMinorityIsTwo(_ kind: TargetedFault) async throws {
    let five = (1...5).map { FakeMachine("cp-\($0)") }
    let fault = try await prepare(.on(kind, Target(component: .etcd, count: .minority)), on: five)
    #expect(fault.targets.count == 2)
  }

  @Test func theLeadersMachineIsTheOneThatLeadsNow() async throws {
    let lost = Fault.on(.machineLose, Target(role: .leader))
    for leader in ["cp-1", "cp-3"] {
      #expect(try await prepare(lost, on: machines, leader: leader).targets == ["machine \(leader)"])
    }
  }

  @Test func seedAndPlaceDecideBetweenEquals() async throws {
    let target = Target(component: .etcd)
    for seed in UInt64(0)..<20 {
      #expect(try await targets(target, seed: seed) == targets(target, seed: seed))
      #expect(try await targets(target, seed: seed, index: 1) == targets(target, seed: seed + 1))
    }
  }

  /// What `firedrill plan` showed is what happens.
  @Test func theChoiceIsThatOfThePlan() async throws {
    let cluster = ClusterSpec(controlPlanes: 3, zones: [ZoneName("a"), ZoneName("b")])
    for seed in UInt64(0)..<20 {
      let planned = Drill.sample([ScheduledFault(.killed), ScheduledFault(.killed)], cluster: cluster).planned(
        seed: seed)
      for (index, fault) in planned.faults.enumerated() {
        #expect(try await targets(Target(component: .apiserver), seed: seed, index: index) == [fault.target])
      }
    }
  }
}
