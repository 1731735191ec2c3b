import Clients
import Foundation
import Model
import Providers

enum SurvivorSteps {
  /// The member that knows the most: all that any client was told is at or below the highest commit index.
  static func choose(_ context: RunbookContext) async throws(RecoveryError) -> String {
    if context.memory.read(\.quorumStands) { return "quorum stands: no member has to be chosen" }
    if try await tryVolumes(context) {
      let (look, _) = try await look(context) { $0.isSettled ? $0 : nil }
      return try remember(look.candidates.max { $0.status.revision < $1.status.revision }, of: look, context)
    }
    let (look, healthy) = try await look(context) { look -> [any Machine]? in
      // Where too few answer, a question for a quorum would only cost a second, in which an empty cluster goes unseen.
      guard !look.isSettled || look.candidates.count > context.members.count / 2 else { return nil }
      let healthy = await context.those(of: look.candidates.map(\.machine)) { await context.isHealthy($0) }
      return healthy.isEmpty ? nil : healthy
    }
    if let healthy {
      context.memory.change { $0.quorumStands = true }
      return "quorum stands (\(healthy.names)): no member has to be chosen"
    }
    let best = look.candidates.max {
      ($0.status.raftIndex, $0.status.revision) < ($1.status.raftIndex, $1.status.revision)
    }
    return try remember(best, of: look, context)
  }

  private static func remember(
    _ best: MemberLook.Candidate?, of look: MemberLook, _ context: RunbookContext
  ) throws(RecoveryError) -> String {
    guard let best else { throw .noSurvivor(seen: look.others) }
    let name = best.machine.name
    let dead = context.cluster.machines.map(\.name).filter { $0 != name }
    context.memory.change { memory in
      memory.survivor = name
      memory.dead = dead
      memory.revision = max(memory.revision, best.status.revision)
    }
    let rest = look.candidates.filter { $0.machine.name != name }.map(\.words) + look.others
    return best.words + (rest.isEmpty ? "" : "; not " + rest.joined(separator: ", "))
  }

  /// A member on an attached volume answers nobody while there is no quorum. Each of them is started as a cluster of one,
  /// so that it can be asked what it holds; all but the best are emptied later. Their commit indexes have grown by that, so
  /// they are compared by revision.
  ///
  /// - Returns: false when there is no such volume.
  private static func tryVolumes(_ context: RunbookContext) async throws(RecoveryError) -> Bool {
    let names = context.memory.read(\.reattached)
    let attached = context.cluster.machines.filter { names.contains($0.name) }
    let (look, _) = try await context.look(
      at: attached, wanted: attached.count, doing: "asking the members on their volumes"
    ) { $0.candidates.count == attached.count ? $0 : nil }
    let silent = attached.filter { machine in !look.candidates.contains { $0.machine.name == machine.name } }
    try await context.onEach(silent, doing: "reading the volume") { machine in
      guard let member = machine.etcd else { return }
      try await machine.stop(.etcd)
      try await machine.configureEtcd(EtcdBootstrap(members: [member], state: .existing, forceNewCluster: true))
      try await machine.start(.etcd)
      try await context.awaitEtcd(on: machine)
    }
    return !silent.isEmpty
  }

  private static func look<Found>(
    _ context: RunbookContext, for find: (MemberLook) async -> Found?
  ) async throws(RecoveryError) -> (look: MemberLook, found: Found?) {
    let members = context.members
    let least = max(context.backups.newest?.revision ?? 0, context.lastRevision() / 2)
    return try await context.look(
      at: members, wanted: members.count / 2 + 1, least: least, doing: "looking for a quorum", for: find)
  }

  /// What a forced member holds is right, but its log is not: its database has applied entries that are cut off the log, and
  /// it would take the next entries of those numbers for applied, while members that join apply them. So a snapshot of what it
  /// holds becomes its data, with a log of its own.
  static func force(_ context: RunbookContext) async throws(RecoveryError) -> String {
    if context.memory.read(\.quorumStands) { return "quorum stands: nothing is forced" }
    guard let name = context.memory.read(\.survivor), let machine = context.cluster.machine(name),
      let member = machine.etcd
    else { throw .stepFailed(doing: "forcing a new cluster", reason: "no survivor was chosen") }
    try await startAlone(machine, member, isForced: true, context)
    let copy = try await copy(of: machine, context)
    defer { try? FileManager.default.removeItem(atPath: copy.path) }
    try await context.onEach([machine], doing: "giving etcd a log of its own") { machine in
      try await machine.stop(.etcd)
      try await MemberRestore(backup: copy, members: [member], context: context).run(on: machine)
    }
    // The flag must not stay: it would throw the other members out again at each start.
    try await startAlone(machine, member, isForced: false, context)
    try await VolumeSteps.updateAddress(of: machine, context)
    return "\(name) is a cluster of its own, with its data"
  }

  private static func copy(of machine: any Machine, _ context: RunbookContext) async throws(RecoveryError) -> Backup {
    guard let endpoint = context.cluster.access.etcdByMachine[machine.name] else {
      throw .stepFailed(doing: "copying what \(machine.name) holds", reason: "its etcd has no address")
    }
    return try await context.snapshotter.take(id: "survivor-\(machine.name)", from: endpoint)
  }

  private static func startAlone(
    _ machine: any Machine, _ member: EtcdMember, isForced: Bool, _ context: RunbookContext
  ) async throws(RecoveryError) {
    let bootstrap = EtcdBootstrap(members: [member], state: .existing, forceNewCluster: isForced)
    try await context.onEach([machine], doing: "starting etcd as a cluster of one") { machine in
      try await machine.stop(.etcd)
      try await machine.configureEtcd(bootstrap)
      try await machine.start(.etcd)
    }
    try await context.awaitEtcd(on: machine)
  }
}
