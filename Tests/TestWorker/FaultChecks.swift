import Clients
import Faults
import Model
import Providers
import Transport

/// Faults on real machines: each is put in, proved and taken out; then its proof must not hold any more where it can tell.
struct FaultChecks: Sendable {
  private static let limit = Duration.seconds(15)

  let cluster: LocalCluster
  let http: HTTPClient
  /// Kinds to look at; empty: all.
  let kinds: [String]

  init(cluster: LocalCluster, kinds: [String]) {
    self.cluster = cluster
    self.kinds = kinds
    let identity = cluster.access.etcdClient
    http = HTTPClient(
      HTTPClientConfiguration(
        tls: TLSIdentity(
          authorityFile: identity.authority, certificateFile: identity.certificate, keyFile: identity.key)))
  }

  static let spec = ClusterSpec(
    controlPlanes: 3, zones: ["a", "b", "c"].map { ZoneName($0) }, volumes: .persistent, loadBalancers: 2)

  /// Those that a cluster of three comes back from, the harmless ones first.
  static let faults: [Fault] = [
    .processKill(on: Target(component: .apiserver)),
    .processPause(on: Target(component: .scheduler)),
    .on(.supervisorKill, Target(role: .leader)),
    .partition(NetworkPartition(from: machine("cp-1"), to: machine("cp-2"))),
    .partition(NetworkPartition(from: machine("cp-1"), to: machine("cp-3"), direction: .oneWay)),
    .partition(NetworkPartition(from: .machines(Target(component: .etcd, role: .leader)), to: .rest)),
    .zone(.partition, ZoneName("c")),
    .on(.balancerStop, Target()),
    .on(.processStop, Target(component: .controllerManager)),
    .on(.machinePause, Target(machine: MachineName("cp-2"))),
    .on(.machineDisconnect, Target(component: .etcd, role: .leader)),
    .on(.processCrashloop, Target(component: .controllerManager)),
    .on(.processCrashloop, Target(component: .etcd, role: .follower)),
    .on(.certificateExpire, Target(component: .apiserver)),
    .on(.certificateExpire, Target(component: .etcd, role: .follower)),
    .on(.storageFill, Target(role: .follower)),
    .on(.storageReadonly, Target(role: .follower)),
    .on(.storageDetach, Target(role: .follower)),
    .on(.machineReboot, Target(machine: MachineName("cp-2"))),
    .on(.machineShutdown, Target(machine: MachineName("cp-2"))),
    .on(.machineLose, Target(component: .etcd, role: .leader)),
    .zone(.lose, ZoneName("b")),
    .on(.etcdNospace, Target()),
    .on(.storageCorrupt, Target(machine: MachineName("cp-1"))),
    .on(.storageLose, Target(machine: MachineName("cp-2"))),
    .on(.machineTerminate, Target(machine: MachineName("cp-3"))),
    .destroyCluster,
  ]

  private static func machine(_ name: String) -> NetworkSide { .machines(Target(machine: MachineName(name))) }

  func run() async throws {
    for (index, fault) in Self.faults.enumerated() where kinds.isEmpty || kinds.contains(fault.kind.rawValue) {
      if let obstacle = await cluster.obstacle(to: fault.kind) {
        say("skipped \(fault.kind.rawValue): \(obstacle)")
        continue
      }
      do {
        try await settle()
        try await check(fault, index)
      } catch {
        say("failed \(fault.kind.rawValue): \(error)")
      }
    }
  }

  private func check(_ fault: Fault, _ index: Int) async throws {
    let prepared = try await catalogue.prepare(fault, index: index)
    let begun = MonotonicTime.now()
    try await prepared.lookBefore()
    let early = await prepared.proveEffect()
    guard !early.observed else { return say("failed \(fault.kind.rawValue): proved before it was put in") }
    let looked = MonotonicTime.now()
    try await prepared.inject()
    let injected = MonotonicTime.now()
    let proof = try await prove(prepared)
    try await prepared.undo()
    try await prepared.undo()
    let times = "look \(ms(begun, looked)) inject \(ms(looked, injected)) proof \(ms(injected, .now()))"
    say("\(proof.observed ? "proved" : "failed") \(fault.kind.rawValue) [\(times)]: \(proof.evidence)")
    switch fault {
    case .partition, .zone(.partition, _), .on(.machinePause, _), .on(.machineDisconnect, _), .on(.etcdNospace, _):
      try await expectHealed(prepared)
    default: break
    }
  }

  private func ms(_ start: MonotonicTime, _ end: MonotonicTime) -> String { "\(Int((end - start).seconds * 1000)) ms" }

  private func prove(_ fault: any PreparedFault) async throws -> EffectProof {
    let end = MonotonicTime.now() + Self.limit
    var proof = await fault.proveEffect()
    while !proof.observed, MonotonicTime.now() < end {
      try await Task.sleep(for: .milliseconds(20))
      proof = await fault.proveEffect()
    }
    return proof
  }

  /// What was cut passes again.
  private func expectHealed(_ fault: any PreparedFault) async throws {
    let proof = await fault.proveEffect()
    if proof.observed { say("failed: after the undo still \(proof.evidence)") }
  }

  /// A leader, if there is one to be had: the later faults cost the quorum.
  private func settle() async throws {
    let end = MonotonicTime.now() + .seconds(15)
    while await leader() == nil, MonotonicTime.now() < end { try await Task.sleep(for: .milliseconds(50)) }
  }

  private func etcd(of machine: MachineName) -> EtcdClient {
    EtcdClient(endpoint: cluster.access.etcdByMachine[machine] ?? cluster.access.etcd, http: http)
  }

  private func leader() async -> MachineName? {
    for machine in cluster.machines.map(\.name) {
      if let status = try? await etcd(of: machine).status(deadline: .seconds(1)), status.isLeader { return machine }
    }
    return nil
  }

  private var catalogue: FaultCatalogue {
    FaultCatalogue(
      cluster: cluster, seed: 1,
      means: FaultMeans(
        leader: { await leader() }, etcd: { etcd(of: $0) },
        certificates: TLSCertificateCheck(access: cluster.access), backups: NoBackups()))
  }
}

private struct NoBackups: BackupShelf {
  var paths: [String] { [] }
}
