import Foundation
import Model
import SwiftASN1
import Testing
import X509

@testable import Providers

/// What a machine finds on its disk when it takes another's place.
struct ReplacementTests {
  @Test func theCertificatesOfANewMachineNameItsNewAddress() throws {
    var blueprint = Blueprint(
      topology: try Topology(ClusterSpec(controlPlanes: 3)), identities: try ClusterIdentities(),
      tools: LocalTools(environment: [:]))
    let node = try blueprint.topology.replace(MachineName("cp-2"), in: ZoneName("a"))
    #expect(node.address.description == "10.0.0.200")
    let etcd = try blueprint.identities.etcdMember(node, entrance: blueprint.topology.entrance)
    let apiserver = try blueprint.identities.apiserver(node, entrance: blueprint.topology.entrance)
    for identity in [etcd, apiserver] {
      let names = try #require(try Certificate(pemEncoded: identity.certificate).extensions.subjectAlternativeNames)
      let address = GeneralName.ipAddress(.init(contentBytes: [10, 0, 0, 200]))
      #expect(names.contains(address))
    }
    #expect(blueprint.settings(of: node).member?.peerURL == "https://10.0.0.200:2380")
  }

  @Test func theEntranceBehindABalancerStaysWhereItIs() throws {
    var topology = try Topology(ClusterSpec(controlPlanes: 1, loadBalancers: 1))
    let before = topology.entrance
    _ = try topology.replace(MachineName("cp-1"), in: ZoneName("a"))
    #expect(topology.entrance == before && clusterAccess(to: topology).api == "https://\(before):6443")
    #expect(clusterAccess(to: topology).apiByMachine[MachineName("cp-1")] == "https://10.0.0.200:6443")
  }

  @Test func aCertificateThatHasRunOutIsNoLongerValid() throws {
    let identities = try ClusterIdentities()
    let topology = try Topology(ClusterSpec())
    let identity = try identities.apiserver(
      topology.controlPlanes[0], entrance: topology.entrance, validity: Authority.past())
    #expect(try Certificate(pemEncoded: identity.certificate).notValidAfter < Date())
  }

  @Test func whatHoldsForOneStartIsTakenAwayByIt() throws {
    var service = Service(component: .etcd, arguments: ["/bin/echo", "--name=a"])
    service.argumentsOnce = ["--force-new-cluster"]
    let scratch = try Scratch()
    try scratch.write(service.runScript(log: scratch.path + "/log"), to: "run", executable: true)
    try scratch.write("", to: Service.onceMark)
    for _ in 1...2 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: scratch.path + "/run")
      process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
      try process.run()
      process.waitUntilExit()
    }
    let said = try String(contentsOfFile: scratch.path + "/log", encoding: .utf8)
    #expect(said == "--name=a --force-new-cluster\n--name=a\n")
  }
}
