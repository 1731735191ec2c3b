import Clients
import Model
import Providers
import Transport

let replacementChecks: [ProviderConformance.Check] = [
  .init("a terminated machine is gone for good, and its persistent volume stays, detached") { cluster in
    let machine = try victim(of: cluster)
    let volume = VolumeID(try require(try await machine.volumeIdentity(), "no volume"))
    try await refused("to replace a machine that is there") {
      try await cluster.replace(machine.name, in: machine.zone, attaching: nil)
    }
    try await machine.terminate()
    try expect(try await machine.bootIdentity() == nil, "it is on")
    try await refused("to power it on") { try await machine.powerOn() }
    try expect(try await cluster.detachedVolumes() == [volume: machine.name], "its volume is not among the detached")
    try expect(cluster.machines.count == 3, "it is no longer listed")
  },
  .init("a new machine takes its place with another address, and becomes a member of the cluster") { cluster in
    let (machine, other) = (try victim(of: cluster), try subject(of: cluster))
    let (address, zone) = (machine.address, try require(cluster.facts.zones.last, "no zone"))
    let old = try await memberID(of: machine, askedOn: other, in: cluster)
    try await etcdctl(["member", "remove", old], on: other, in: cluster)
    try await cluster.replace(machine.name, in: zone, attaching: nil)
    try expect(machine.address != address && machine.zone == zone, "it stands at \(machine.address) in \(machine.zone)")
    for component in machine.components {
      try expect(try await machine.processes(of: component).isEmpty, "\(component.rawValue) did not wait")
    }
    let member = try require(machine.etcd, "no etcd")
    try await etcdctl(["member", "add", member.name, "--peer-urls=\(member.peerURL)"], on: other, in: cluster)
    try await machine.configureEtcd(
      EtcdBootstrap(members: cluster.machines.compactMap(\.etcd), state: .existing))
    for component in machine.components { try await machine.start(component) }
    try await eventually("its etcd is healthy") { try await isEtcdHealthy(machine, in: cluster) }
    let api = try require(cluster.access.apiByMachine[machine.name], "no API address")
    try await eventually("its API is ready") { await isAPIReady(at: api, in: cluster) }
  },
  .init("load balancers send requests to the new machine once they were told") { cluster in
    let machine = try victim(of: cluster)
    try await cluster.updateLoadBalancers()
    for other in cluster.machines where other.name != machine.name { try await other.stop(.apiserver) }
    try await eventually("requests go through") { await isAPIReady(at: cluster.access.api, in: cluster) }
    for other in cluster.machines where other.name != machine.name { try await other.start(.apiserver) }
  },
  .init("a lone survivor goes on alone with what it has, and only that one time by force") { cluster in
    let survivor = try victim(of: cluster)
    try await etcdctl(["put", "/conformance/kept", "yes"], on: survivor, in: cluster)
    for other in cluster.machines where other.name != survivor.name { try await other.powerOff() }
    try await survivor.stop(.etcd)
    let member = try require(survivor.etcd, "no etcd")
    try await survivor.configureEtcd(EtcdBootstrap(members: [member], state: .existing, forceNewCluster: true))
    try await survivor.start(.etcd)
    try await eventually("it has quorum alone") { try await isEtcdHealthy(survivor, in: cluster) }
    let kept = try await etcdctl(["get", "/conformance/kept", "--print-value-only"], on: survivor, in: cluster)
    try expect(kept == "yes\n", "it has \(kept)")
    let first = try await running(.etcd, on: survivor)
    try await survivor.send(.kill, to: .etcd)
    try await eventually("it comes back") {
      try await survivor.processes(of: .etcd).contains { !$0.isSameProcess(as: first) }
    }
    let words = try await survivor.run(shell("cat /proc/[0-9]*/cmdline")).text
    try expect(words.contains("--data-dir") && !words.contains("--force-new-cluster"), "it is forced again")
  },
  .init("a volume can be attached to the machine that takes its machine's place") { cluster in
    let machine = try subject(of: cluster)
    let volume = VolumeID(try require(try await machine.volumeIdentity(), "no volume"))
    try await machine.terminate()
    try await cluster.replace(machine.name, in: machine.zone, attaching: volume)
    try expect(try await machine.volumeIdentity() == volume.rawValue, "another volume is attached")
    let member = try require(machine.etcd, "no etcd")
    let found = try await machine.run(shell("ls '\(member.dataDirectory)/member/snap/db'"))
    try expect(found.isSuccess, "its data is gone: \(found.errorText)")
    try await machine.terminate()
  },
]
