import Model
import Testing

@testable import Providers

struct TopologyTests {
  @Test func oneControlPlaneNeedsNoLoadBalancer() throws {
    let topology = try Topology(ClusterSpec(controlPlanes: 1))
    #expect(topology.loadBalancers == [])
    #expect(topology.entrance.description == "10.0.0.11")
    #expect(clusterAccess(to: topology).api == "https://10.0.0.11:6443")
  }

  @Test func severalStandBehindOne() throws {
    let topology = try Topology(ClusterSpec(controlPlanes: 3))
    #expect(topology.entrance.description == "10.0.255.2")
    #expect(topology.loadBalancers.map { "\($0.name) \($0.zone.name) \($0.address)" } == ["lb-1 edge 10.0.255.2"])
    #expect(topology.zones.map(\.name.rawValue) == ["a"])
    #expect(topology.controlPlanes.map(\.name.rawValue) == ["cp-1", "cp-2", "cp-3"])
    #expect(clusterAccess(to: topology).etcdByMachine[MachineName("cp-3")] == "https://10.0.0.13:2379")
  }

  @Test func machinesAreSpreadOverTheZones() throws {
    let zones = ["a", "b"].map { ZoneName($0) }
    let topology = try Topology(ClusterSpec(controlPlanes: 3, zones: zones))
    let places = topology.controlPlanes.map { "\($0.zone.name) \($0.address)" }
    #expect(places == ["a 10.0.0.11", "b 10.0.1.12", "a 10.0.0.13"])
  }

  @Test func whatCannotStandUpIsRefusedBeforeAnythingStarts() {
    for spec in [
      ClusterSpec(controlPlanes: 0), ClusterSpec(controlPlanes: -1), ClusterSpec(controlPlanes: 99),
      ClusterSpec(zones: []), ClusterSpec(zones: ["a", "a"].map { ZoneName($0) }),
      ClusterSpec(zones: (1...6).map { ZoneName("z\($0)") }), ClusterSpec(zones: [ClusterSpec.edge]),
      ClusterSpec(workers: -1), ClusterSpec(controlPlanes: 3, loadBalancers: 0), ClusterSpec(loadBalancers: 3),
      ClusterSpec(etcdEndpoint: .balanced),
    ] {
      #expect(throws: ProviderError.self) { try Topology(spec) }
    }
  }

  @Test func twoLoadBalancersShareAnEntranceThatNeitherOwns() throws {
    let topology = try Topology(ClusterSpec(controlPlanes: 1, loadBalancers: 2))
    #expect(topology.entranceMoves && topology.entrance.description == "10.0.255.2")
    #expect(topology.loadBalancers.map(\.address.description) == ["10.0.255.11", "10.0.255.12"])
    #expect(topology.networks.map(\.bridge) == ["zone0", "edge"])
    #expect(clusterAccess(to: topology).api == "https://10.0.255.2:6443")
  }

  @Test func workersStandInTheZonesInTurnAndPassRequestsOnInARing() throws {
    let zones = ["a", "b"].map { ZoneName($0) }
    let topology = try Topology(ClusterSpec(workers: 3, zones: zones))
    #expect(
      topology.workers.map { "\($0.name) \($0.address)" } == [
        "worker-1 10.0.0.101", "worker-2 10.0.1.102", "worker-3 10.0.0.103",
      ])
    #expect(
      topology.workers.map { topology.workloadBehind($0)?.name.rawValue } == ["worker-2", "worker-3", "worker-1"])
    #expect(clusterAccess(to: topology).workload == "http://10.0.0.103:8081")
  }

  @Test func oneWorkerHasNobodyToTalkTo() throws {
    let topology = try Topology(ClusterSpec(workers: 1))
    #expect(topology.workloadBehind(topology.workers[0]) == nil)
    #expect(clusterAccess(to: topology).workload == nil)
  }

  @Test func aNewMachineHasAnAddressThatNoOtherEverHad() throws {
    var topology = try Topology(ClusterSpec(controlPlanes: 3, workers: 1, zones: ["a", "b"].map { ZoneName($0) }))
    let first = try topology.replace(MachineName("cp-1"), in: ZoneName("b"))
    let second = try topology.replace(MachineName("cp-1"), in: ZoneName("a"))
    #expect([first, second].map(\.address.description) == ["10.0.1.200", "10.0.0.201"])
    #expect(topology.controlPlanes.map(\.address.description) == ["10.0.0.201", "10.0.1.12", "10.0.0.13"])
    _ = try topology.replace(MachineName("worker-1"), in: ZoneName("b"))
    #expect(topology.workers.map(\.address.description) == ["10.0.1.202"])
    #expect(throws: ProviderError.self) { try topology.replace(MachineName("cp-9"), in: ZoneName("a")) }
    #expect(throws: ProviderError.self) { try topology.replace(MachineName("cp-1"), in: ClusterSpec.edge) }
  }

  @Test func theNetworkIsOneBatch() throws {
    let topology = try Topology(ClusterSpec(controlPlanes: 1))
    #expect(
      NetworkBatch.zones(topology.zones) + NetworkBatch.cables([(topology.controlPlanes[0], 77)]) == """
        link set lo up
        link add zone0 type bridge
        addr add 10.0.0.1/24 dev zone0
        link set zone0 up
        link add cp-1 type veth peer name eth0 netns 77
        link set cp-1 master zone0 up

        """)
  }
}
