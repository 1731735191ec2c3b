import Clients
import Foundation
import Model
import Transport

extension KubeadmCluster {
  /// What is found of a cluster before it is connected to.
  public struct Found: Sendable {
    /// As `--cluster` names it.
    public var provider: String
    public var nodes: [KubeadmNode]
    public var balancers: [any Machine]
    /// Base URL of the API as clients reach it.
    public var api: String
    /// Whether the machines' zones are what their Nodes' labels say.
    public var readsZones: Bool
    public var knowsEveryMachine: Bool

    public init(
      provider: String, nodes: [KubeadmNode], balancers: [any Machine] = [], api: String, readsZones: Bool,
      knowsEveryMachine: Bool
    ) {
      self.provider = provider
      self.nodes = nodes
      self.balancers = balancers
      self.api = api
      self.readsZones = readsZones
      self.knowsEveryMachine = knowsEveryMachine
    }
  }

  /// What the one who connects needs of the cluster.
  public enum Need: Hashable, Sendable {
    /// It is to be drilled: its API and etcd have to answer.
    case answers
    /// It is to be rid of what was put in: its machines are enough.
    case machines
  }

  /// Gets the administrator's and etcd's identities from a control plane, and asks the API what it is. Changes nothing.
  ///
  /// - Parameter folder: of the harness, private; the identities are written there.
  public static func connect(
    _ found: Found, folder: String, need: Need = .answers
  ) async throws(ProviderError) -> KubeadmCluster {
    var known = access(found, admin: .nobody, etcdClient: .nobody)
    do throws(ProviderError) {
      let (admin, etcdClient) = try await identities(found, folder)
      known = access(found, admin: admin, etcdClient: etcdClient)
      return try await ask(found, known, need)
    } catch {
      guard need == .machines else { throw error }
      return unasked(found, known)
    }
  }

  /// Its etcd may answer though its API does not.
  private static func unasked(_ found: Found, _ access: ClusterAccess) -> KubeadmCluster {
    let nodes = found.nodes.map(KubeadmMachine.init)
    return KubeadmCluster(
      nodes: nodes, balancers: found.balancers, facts: facts(of: found, nodes, kubernetes: "unknown", etcd: "unknown"),
      access: access, knowsEveryMachine: found.knowsEveryMachine)
  }

  private static func ask(
    _ found: Found, _ access: ClusterAccess, _ need: Need
  ) async throws(ProviderError) -> KubeadmCluster {
    let questions = ConnectQuestions(access: access, provider: found.provider, need: need)
    defer { questions.close() }
    let known = try await questions.nodes(of: found.nodes)
    let nodes = found.nodes.map { node in
      var node = node
      if found.readsZones, let zone = known[node.hostName]?.zone { node.zone = ZoneName(zone) }
      node.podRanges = known[node.hostName]?.podRanges ?? []
      return KubeadmMachine(node)
    }
    // Whoever takes a fault out is in a hurry, and acts on what was looked at before it was put in.
    if need == .answers { try await checkMachines(nodes, known, questions) }
    try await checkEtcd(of: nodes)
    let (kubernetes, etcd) = (try await questions.version(), try await questions.etcdVersion())
    let facts = facts(of: found, nodes, kubernetes: kubernetes, etcd: etcd)
    return KubeadmCluster(
      nodes: nodes, balancers: found.balancers, facts: facts, access: access, knowsEveryMachine: found.knowsEveryMachine
    )
  }

  // MARK: identities

  /// From the first control plane that has them: one of several may be off, or broken.
  private static func identities(
    _ found: Found, _ folder: String
  ) async throws(ProviderError) -> (admin: IdentityFiles, etcdClient: IdentityFiles) {
    var failure = ProviderError.system(
      doing: "connect to \(found.provider)", reason: "it has no control plane",
      remedy: "name every control plane among its machines")
    for machine in found.nodes.filter({ $0.role == .controlPlane }).map(KubeadmMachine.init) {
      do throws(ProviderError) {
        return (try await adminIdentity(from: machine, folder), try await etcdIdentity(from: machine, folder))
      } catch {
        failure = error
      }
    }
    throw failure
  }

  private static func adminIdentity(
    from machine: KubeadmMachine, _ folder: String
  ) async throws(ProviderError) -> IdentityFiles {
    let text = try await read(KubeadmLayout.adminConfig, on: machine)
    guard let config = AdminConfig(text) else {
      throw .system(
        doing: "read \(KubeadmLayout.adminConfig) on \(machine.name)",
        reason: "it is no kubeconfig with an embedded certificate and key",
        remedy: "move it away, and have kubeadm make another: kubeadm init phase kubeconfig admin")
    }
    return try config.write(to: folder)
  }

  private static func etcdIdentity(
    from machine: KubeadmMachine, _ folder: String
  ) async throws(ProviderError) -> IdentityFiles {
    let files = IdentityFiles(
      authority: folder + "/etcd-ca.crt", certificate: folder + "/etcd-client.crt", key: folder + "/etcd-client.key")
    try ProtectedFiles.replace(try await read(KubeadmLayout.etcdAuthority, on: machine), at: files.authority)
    try ProtectedFiles.replace(try await read(KubeadmLayout.etcdClientCertificate, on: machine), at: files.certificate)
    try ProtectedFiles.replace(try await read(KubeadmLayout.etcdClientKey, on: machine), at: files.key)
    return files
  }

  private static func read(_ path: String, on machine: KubeadmMachine) async throws(ProviderError) -> String {
    try await machine.require(["cat", path], doing: "reading \(path)").text
  }

  // MARK: addresses

  private static func access(
    _ found: Found, admin: IdentityFiles, etcdClient: IdentityFiles
  ) -> ClusterAccess {
    let planes = found.nodes.filter { $0.role == .controlPlane }
    func urls(_ port: Int) -> [MachineName: String] {
      Dictionary(uniqueKeysWithValues: planes.map { ($0.name, "https://\(KubeadmLayout.host($0.address)):\(port)") })
    }
    let etcd = urls(KubeadmLayout.etcdClientPort)
    return ClusterAccess(
      api: found.api, etcd: planes.first.flatMap { etcd[$0.name] } ?? found.api,
      apiByMachine: urls(KubeadmLayout.apiPort), etcdByMachine: etcd, admin: admin, etcdClient: etcdClient)
  }

  private static func facts(
    of found: Found, _ nodes: [KubeadmMachine], kubernetes: String, etcd: String
  ) -> ClusterFacts {
    let every = nodes.map { $0 as any Machine } + found.balancers
    return ClusterFacts(
      provider: found.provider, version: kubernetes, etcdVersion: etcd,
      machines: every.map { PlannedMachine(name: $0.name, zone: $0.zone, components: $0.components) },
      zones: Array(Set(nodes.map(\.zone))).sorted(), bootSeconds: 0)
  }
}
