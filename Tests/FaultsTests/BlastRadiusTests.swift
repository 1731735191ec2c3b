import Faults
import Model
import TestSupport
import Testing

/// A fault touches no machine that its target does not mean, whatever the target says.
struct BlastRadiusTests {
  private static let leader = "cp-2"
  private static let place: [(name: String, zone: String, components: [Component])] =
    (1...5).map { ("cp-\($0)", ["a", "b", "c"][$0 % 3], Component.controlPlane) }
    + (1...3).map { ("worker-\($0)", ["a", "b", "c"][$0 % 3], Component.worker) }
    + [("lb-1", "edge", [.loadBalancer]), ("lb-2", "edge", [.loadBalancer])]

  @Test func aThousandSelectorsTouchOnlyWhatTheyMean() async throws {
    var generator = SeededGenerator(seed: 17)
    var hits = 0
    for seed in 0..<1000 as Range<UInt64> {
      let target = Self.target(&generator)
      let kind = [TargetedFault.processKill, .processPause, .machineLose, .machinePause].randomElement(
        using: &generator)!
      let calls = CallLog()
      let machines = Self.place.map { FakeMachine($0.name, zone: $0.zone, components: $0.components, calls: calls) }
      let meant = Self.meant(by: target, kind)
      do {
        try await prepare(.on(kind, target), on: machines, leader: Self.leader, seed: seed).inject()
        hits += 1
      } catch is FaultError {}
      let touched = Set(calls.calls.map { String($0.prefix { $0 != ":" }) })
      #expect(touched.isSubset(of: meant), "\(kind.rawValue) on \(target.summary)")
      #expect(touched.count <= target.count.number(of: meant.count), "\(kind.rawValue) on \(target.summary)")
    }
    #expect(hits > 200, "most of the selectors mean nobody: \(hits)")
  }

  /// As the drill language's page has it, without the product's own choice.
  private static func meant(by target: Target, _ kind: TargetedFault) -> Set<String> {
    let isRefused = kind.needsComponent && target.component == nil
    return Set(
      place.filter { machine in
        let isMember = target.role.map { ($0 == .leader) == (machine.name == leader) } ?? true
        return !isRefused && isMember
          && (target.machine.map { $0.rawValue == machine.name } ?? true)
          && (target.zone.map { $0.rawValue == machine.zone } ?? true)
          && (target.component.map(machine.components.contains) ?? true)
      }.map(\.name))
  }

  private static func target(_ generator: inout SeededGenerator) -> Target {
    func maybe<Value>(_ values: [Value], _ odds: Int) -> Value? {
      Int.random(in: 0..<odds, using: &generator) == 0 ? values.randomElement(using: &generator) : nil
    }
    return Target(
      component: maybe([.etcd, .apiserver, .scheduler, .kubelet, .loadBalancer], 2),
      machine: maybe(place.map { MachineName($0.name) } + [MachineName("cp-9")], 4),
      zone: maybe(["a", "b", "c", "edge", "z"].map { ZoneName($0) }, 3),
      role: maybe([.leader, .follower], 5), count: TargetCount.allCases.randomElement(using: &generator)!)
  }
}
