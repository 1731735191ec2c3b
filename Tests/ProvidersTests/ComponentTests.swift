import Foundation
import Model
import Testing

@testable import Providers

struct ComponentTests {
  private let topology: Topology
  private let arguments: ControlPlaneArguments

  init() throws {
    topology = try Topology(ClusterSpec(controlPlanes: 3))
    arguments = ControlPlaneArguments(topology.controlPlanes[1], topology)
  }

  @Test func etcdSpeaksTLSOnlyAndAsksEveryClientForACertificate() {
    let etcd = arguments.etcd()
    #expect(!etcd.contains { $0.contains("http://") })
    #expect(etcd.contains("--client-cert-auth=true") && etcd.contains("--peer-client-cert-auth=true"))
    #expect(etcd.contains("--listen-client-urls=https://10.0.0.12:2379,https://127.0.0.1:2379"))
    #expect(
      etcd.contains(
        "--initial-cluster=cp-1=https://10.0.0.11:2380,cp-2=https://10.0.0.12:2380,cp-3=https://10.0.0.13:2380"))
    #expect(etcd.contains("--name=cp-2"))
  }

  /// A member that was cut off would depose the leader when it is back.
  @Test func etcdAsksBeforeItStandsForElection() {
    #expect(arguments.etcd().contains("--pre-vote"))
  }

  @Test func theMemberIsDescribedAsItRuns() {
    let member = arguments.member
    #expect(arguments.etcd().contains("--data-dir=\(member.dataDirectory)"))
    #expect(arguments.etcd().contains("--initial-advertise-peer-urls=\(member.peerURL)"))
    #expect(arguments.etcd().contains("--advertise-client-urls=\(member.clientURL)"))
  }

  @Test func anApiserverUsesItsOwnMachinesEtcd() {
    #expect(arguments.apiserver().contains("--etcd-servers=https://127.0.0.1:2379"))
    #expect(arguments.apiserver().contains("--authorization-mode=Node,RBAC"))
  }

  @Test func anApiserverReachesEtcdThroughTheBalancerWhereTheDrillAsksForIt() throws {
    let topology = try Topology(ClusterSpec(controlPlanes: 3, etcdEndpoint: .balanced))
    let arguments = ControlPlaneArguments(topology.controlPlanes[1], topology)
    #expect(arguments.apiserver().contains("--etcd-servers=https://10.0.255.2:2379"))
    let text = HaproxyConfiguration(topology: topology, identities: "/pki", socket: "/s").text()
    let etcd = try #require(text.components(separatedBy: "listen etcd").last)
    #expect(etcd.contains("  balance source\n") && etcd.contains("  stick on src\n"))
    #expect(text.components(separatedBy: "balance source").count == 2, "the API is spread over all of them")
  }

  @Test func controllersLookAtNodesOnlyWhereThereAreSome() throws {
    #expect(!arguments.controllerManager().contains { $0.contains("node-") })
    let topology = try Topology(ClusterSpec(workers: 2, nodeGrace: .seconds(16)))
    let flags = ControlPlaneArguments(topology.controlPlanes[0], topology).controllerManager()
    #expect(flags.contains("--node-monitor-grace-period=16000ms") && flags.contains("--node-monitor-period=2000ms"))
  }

  @Test func aKubeletIsToldItsZoneAndItsOwnName() throws {
    let topology = try Topology(ClusterSpec(workers: 2, zones: ["a", "b"].map { ZoneName($0) }))
    let kubelet = KubeletArguments(topology.workers[1])
    #expect(kubelet.kubelet().contains("--node-labels=topology.kubernetes.io/zone=b"))
    #expect(kubelet.hosts().contains("10.0.1.102 worker-2\n"))
  }

  @Test func aRunningBalancerIsToldEveryAddress() throws {
    var topology = topology
    _ = try topology.replace(MachineName("cp-2"), in: ZoneName("a"))
    let orders = HaproxyConfiguration(topology: topology, identities: "/pki", socket: "/s").addressOrders()
    #expect(orders.count == 6)
    #expect(orders.contains("set server etcd/cp-2 addr 10.0.0.200 port 2379"))
  }

  @Test func twoBalancersNameEachOther() throws {
    let topology = try Topology(ClusterSpec(controlPlanes: 3, loadBalancers: 2))
    let texts = topology.loadBalancers.map {
      KeepalivedConfiguration(node: $0, topology: topology, serving: "/s").text()
    }
    #expect(texts[0].contains("unicast_peer { 10.0.255.12 }") && texts[0].contains("priority 100\n"))
    #expect(texts[1].contains("unicast_peer { 10.0.255.11 }") && texts[1].contains("priority 99\n"))
    #expect(texts.allSatisfy { $0.contains("virtual_ipaddress { 10.0.255.2/24 dev eth0 }") })
  }

  @Test func controllersElectALeader() {
    for component in [arguments.controllerManager(), arguments.scheduler()] {
      #expect(component.contains("--leader-elect=true"))
    }
  }

  @Test func theLoadBalancerVerifiesWhomItAsksAndCutsWhatItEjects() {
    let text = HaproxyConfiguration(topology: topology, identities: "/pki", socket: "/s").text()
    let check = "check check-ssl verify required verifyhost cp-2 ca-file /pki/ca.crt crt /pki/check.pem"
    #expect(text.contains("server cp-2 10.0.0.12:6443 \(check)"))
    #expect(text.contains("option httpchk GET /readyz") && text.contains("option httpchk GET /health"))
    #expect(text.contains("on-marked-down shutdown-sessions") && text.contains("option redispatch 1"))
    #expect(!text.contains("verify none"))
  }

  @Test func aRunScriptReplacesItsShellAndLeavesEveryWordAlone() {
    let service = Service(component: .etcd, arguments: ["/a b/etcd", "--name=it's", "$HOME"])
    #expect(
      service.runScript(log: "/logs/etcd.log") == """
        #!/bin/sh
        exec >>'/logs/etcd.log' 2>&1
        export GOMAXPROCS=1 GOGC=400
        exec nice -n 5 '/a b/etcd' \\
          '--name=it'\\''s' \\
          '$HOME'

        """)
  }
}
