import Model
import Testing

@testable import Providers

struct TopologyTests {
  @Test func oneControlPlaneNeedsNoLoadBalancer() throws {
    let topology = try Topology(ClusterSpec(controlPlanes: 1))
    #expect(topology.loadBalancer == nil)
    #expect(topology.entrance.description == "10.0.0.11")
    #expect(clusterAccess(to: topology).api == "https://10.0.0.11:6443")
  }

  @Test func severalStandBehindOne() throws {
    let topology = try Topology(ClusterSpec(controlPlanes: 3))
    #expect(topology.entrance.description == "10.0.0.2")
    #expect(topology.controlPlanes.map(\.name.rawValue) == ["cp-1", "cp-2", "cp-3"])
    #expect(clusterAccess(to: topology).etcdByMachine[MachineName("cp-3")] == "https://10.0.0.13:2379")
  }

  @Test func machinesAreSpreadOverTheZones() throws {
    let zones = ["a", "b"].map { ZoneName($0) }
    let topology = try Topology(ClusterSpec(controlPlanes: 3, zones: zones))
    #expect(topology.controlPlanes.map { "\($0.zone.name) \($0.address)" } == ["a 10.0.0.11", "b 10.0.1.12", "a 10.0.0.13"])
  }

  @Test func whatCannotStandUpIsRefusedBeforeAnythingStarts() {
    for spec in [
      ClusterSpec(controlPlanes: 0), ClusterSpec(controlPlanes: -1), ClusterSpec(controlPlanes: 99),
      ClusterSpec(zones: []), ClusterSpec(workers: 1),
    ] {
      #expect(throws: ProviderError.self) { try Topology(spec) }
    }
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
