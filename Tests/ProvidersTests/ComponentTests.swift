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

  @Test func controllersElectALeader() {
    for component in [arguments.controllerManager(), arguments.scheduler()] {
      #expect(component.contains("--leader-elect=true"))
    }
  }

  @Test func theLoadBalancerVerifiesWhomItAsksAndCutsWhatItEjects() {
    let text = HaproxyConfiguration(topology: topology, identities: "/pki").text()
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
        exec '/a b/etcd' \\
          '--name=it'\\''s' \\
          '$HOME'

        """)
  }
}
