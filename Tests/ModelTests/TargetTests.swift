import Model
import Testing

struct TargetTests {
  private let machines: [(name: MachineName, zone: ZoneName, components: [Component])] = [
    (MachineName("cp-1"), ZoneName("a"), [.etcd, .apiserver]),
    (MachineName("cp-2"), ZoneName("b"), [.etcd, .apiserver]),
    (MachineName("cp-3"), ZoneName("a"), [.etcd, .apiserver]), (MachineName("lb-1"), ZoneName("a"), [.loadBalancer]),
  ]

  @Test(arguments: [
    (Target(), "cp-2", ["cp-1", "cp-2", "cp-3", "lb-1"]), (Target(component: .etcd), "cp-2", ["cp-1", "cp-2", "cp-3"]),
    (Target(zone: ZoneName("a")), "cp-2", ["cp-1", "cp-3", "lb-1"]),
    (Target(machine: MachineName("cp-2")), "cp-2", ["cp-2"]),
    (Target(component: .etcd, zone: ZoneName("a")), "cp-2", ["cp-1", "cp-3"]),
    (Target(component: .etcd, role: .leader), "cp-2", ["cp-2"]),
    (Target(component: .etcd, role: .follower), "cp-2", ["cp-1", "cp-3"]),
    (Target(component: .etcd, role: .leader), nil, []), (Target(component: .etcd, role: .follower), nil, []),
    (Target(component: .loadBalancer, zone: ZoneName("b")), "cp-2", []),
    (Target(component: .etcd, zone: ZoneName("b"), role: .leader), "cp-2", ["cp-2"]),
    (Target(machine: MachineName("cp-9")), "cp-2", []),
  ])
  func everyConditionMustHold(_ target: Target, _ leader: String?, _ names: [String]) {
    #expect(target.candidates(machines, leader: leader.map { MachineName($0) }).map(\.rawValue) == names)
  }

  @Test(arguments: [
    (0, 0, 0, 0, 0), (1, 1, 0, 1, 1), (2, 1, 0, 1, 2), (3, 1, 1, 2, 3), (4, 1, 1, 2, 4), (5, 1, 2, 3, 5),
  ])
  func countsFollowFromTheTotal(_ total: Int, _ one: Int, _ minority: Int, _ majority: Int, _ all: Int) {
    #expect(TargetCount.allCases.map { $0.number(of: total) } == [one, minority, majority, all])
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7])
  func aMinorityLeavesQuorumAndAMajorityTakesIt(_ total: Int) {
    #expect(total - TargetCount.minority.number(of: total) >= quorum(ofMembers: total))
    #expect(total - TargetCount.majority.number(of: total) < quorum(ofMembers: total))
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (7, 4)])
  func quorumIsAMajority(_ members: Int, _ expected: Int) {
    #expect(quorum(ofMembers: members) == expected)
  }

  @Test func theSameSeedChoosesTheSame() {
    let names = (1...5).map { MachineName("cp-\($0)") }
    let target = Target(count: .minority)
    for seed in UInt64(0)..<100 {
      let chosen = target.choose(from: names, seed: seed)
      #expect(chosen.count == 2)
      #expect(chosen == target.choose(from: names, seed: seed))
      #expect(chosen == chosen.sorted())
    }
  }

  /// A seed in an old report must replay its choice.
  @Test func aSeedsChoiceNeverChanges() {
    let names = (1...5).map { MachineName("cp-\($0)") }
    let chosen = (UInt64(0)..<8).map { Target().choose(from: names, seed: $0).map(\.rawValue).joined() }
    #expect(chosen == ["cp-5", "cp-3", "cp-3", "cp-1", "cp-3", "cp-2", "cp-4", "cp-2"])
  }

  /// - Source: the reference implementation's first outputs for seed 0.
  @Test func theGeneratorIsSplitMix64() {
    var generator = SeededGenerator(seed: 0)
    #expect(generator.next() == 0xE220_A839_7B1D_CDAF)
    #expect(generator.next() == 0x6E78_9E6A_A1B9_65F4)
  }

  @Test(arguments: [
    (Target(component: .etcd, role: .leader), "etcd on the machine of etcd's leader"),
    (Target(component: .apiserver, count: .majority), "majority of kube-apiserver"),
    (Target(zone: ZoneName("b"), count: .all), "all of machine in zone b"),
    (Target(component: .etcd, machine: MachineName("cp-1")), "etcd on cp-1"),
  ])
  func aTargetIsToldInWords(_ target: Target, _ words: String) {
    #expect(target.summary == words)
  }

  @Test func aLostVolumeIsAlwaysEtcds() {
    #expect(Fault.storageLose(on: Target()).memberTarget == Target(component: .etcd))
    #expect(Fault.processKill(on: Target(component: .etcd)).memberTarget == Target(component: .etcd))
    #expect(Fault.processKill(on: Target(component: .apiserver)).memberTarget == nil)
  }
}
