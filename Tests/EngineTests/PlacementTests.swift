import Engine
import Model
import TestSupport
import Testing

/// Drills on clusters that stand already.
struct PlacementTests {
  @Test func theClustersOwnMachinesAreTaken() throws {
    let placed = try placed(.sample([.etcd(.processKill)], cluster: ClusterSpec(controlPlanes: 1)), on: small)
    #expect(placed.cluster.machines == small)
    #expect(placed.cluster.workers == 1)
    #expect(placed.planned.machines == small)
  }

  @Test(arguments: [
    (ClusterSpec(controlPlanes: 3), "it is for 3 control planes, and the cluster has 1"),
    (ClusterSpec(controlPlanes: 1, workers: 2), "it needs 2 workers, and the cluster has 1"),
    (
      ClusterSpec(controlPlanes: 1, zones: ["x", "y", "z"].map { ZoneName($0) }),
      "it needs 3 zones, and the cluster has 2"
    ),
  ])
  func whatDoesNotFitSaysWhy(_ cluster: ClusterSpec, _ reason: String) {
    #expect(misfit(.sample([.etcd(.processKill)], cluster: cluster)) == reason)
  }

  @Test func aDrillForABalancerNeedsOne() {
    let fault = ScheduledFault.at(.on(.balancerStop, Target(component: .loadBalancer)))
    #expect(
      misfit(.sample([fault], cluster: ClusterSpec(controlPlanes: 1)))
        == "it breaks a load balancer, and none of the cluster's is known")
  }

  @Test func aMachineThatIsNamedHasToBeThere() {
    let fault = ScheduledFault.at(.on(.machineLose, Target(machine: MachineName("worker-2"))))
    #expect(
      misfit(.sample([fault], cluster: ClusterSpec(controlPlanes: 1)))
        == "it names worker-2, and the cluster has no such machine")
  }

  @Test func zonesOfOtherNamesMeanTheClustersInTheirOrder() throws {
    let zones = ["a", "b"].map { ZoneName($0) }
    var drill = Drill.sample(
      [.zone(.lose, "b", for: 5), .at(.on(.machineLose, Target(zone: ZoneName("a"))))],
      cluster: ClusterSpec(controlPlanes: 1, zones: zones))
    drill.recovery.zone = ZoneName("b")
    let placed = try placed(drill, on: small)
    #expect(placed.cluster.zones.map(\.rawValue) == ["eu-1", "eu-2"])
    #expect(placed.faults.map(\.fault.target?.zone?.rawValue) == ["eu-2", "eu-1"])
    #expect(placed.recovery.zone?.rawValue == "eu-2")
  }

  @Test func zonesOfTheClustersOwnNamesStay() throws {
    let drill = Drill.sample(
      [.zone(.lose, "eu-2", for: 5)], cluster: ClusterSpec(controlPlanes: 1, zones: [ZoneName("eu-2")]))
    #expect(try placed(drill, on: small).faults.map(\.fault.target?.zone?.rawValue) == ["eu-2"])
  }

  // MARK: clusters

  private let small = [
    PlannedMachine(name: MachineName("cp-1"), zone: ZoneName("eu-1"), components: Component.controlPlane),
    PlannedMachine(name: MachineName("worker-1"), zone: ZoneName("eu-2"), components: [.kubelet]),
  ]

  private func placed(_ drill: Drill, on machines: [PlannedMachine]) throws -> Drill {
    try placement(machines).place(drill).get()
  }

  private func misfit(_ drill: Drill) -> String? {
    if case .failure(let misfit) = placement(small).place(drill) { misfit.reason } else { nil }
  }

  private func placement(_ machines: [PlannedMachine]) -> Placement {
    Placement(
      ClusterFacts(
        provider: "kind:lab", version: "v1.31.0", etcdVersion: "3.5.0", machines: machines, zones: [], bootSeconds: 0))
  }
}
