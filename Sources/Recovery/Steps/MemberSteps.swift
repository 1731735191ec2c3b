import Clients
import Model
import Providers

enum MemberSteps {
  /// - Throws: where no quorum is left, since membership cannot be changed then.
  static func findDead(_ context: RunbookContext) async throws(RecoveryError) -> String {
    try await context.awaitLeader()
    let dead = await context.deadMembers()
    let names = dead.map(\.name)
    context.memory.change { $0.dead = names }
    return dead.isEmpty ? "every member answers and follows the leader" : "dead: \(dead.names)"
  }

  static func removeDead(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let dead = await context.knownDead()
    let member = try await context.leader()
    let listed = try await context.asking("listing the members") { () async throws(ClientError) in
      try await member.members(deadline: Limits.call)
    }
    let stale = listed.filter { listed in !listed.hasStarted || dead.contains { $0.stands(for: listed) } }
    for entry in stale { try await context.remove(entry) }
    return stale.isEmpty
      ? "no entry has to be removed" : "removed " + stale.map(\.words).joined(separator: ", ")
  }

  /// One after the other: etcd takes one learner at a time, and every vote that is added must be able to be cast.
  static func join(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let dead = await context.deadMembers()
    for machine in dead { try await MemberJoin(machine: machine, context: context).run() }
    return dead.isEmpty ? "every member is of the cluster" : "joined \(dead.names), with a vote each"
  }

  /// Every member votes, and all have the same data.
  static func verify(_ context: RunbookContext) async throws(RecoveryError) -> String {
    try await context.wait(for: "the cluster of all members", limit: Limits.ready) {
      await context.difference()
    }
    return "\(context.cluster.machines.count) voting member(s), equal in revision and hash"
  }
}

/// One machine's member on its way into the cluster.
private struct MemberJoin: Sendable {
  let machine: any Machine
  let context: RunbookContext

  func run() async throws(RecoveryError) {
    guard let member = machine.etcd else { return }
    guard await context.isOn(machine) else {
      throw .stepFailed(doing: "joining \(machine.name)", reason: "the machine is off")
    }
    // What it holds is of another time or of another cluster.
    try await context.onEach([machine], doing: "emptying the member") { machine in
      try await machine.stop(.etcd)
      try await context.moveAside(member, on: machine)
    }
    let id = try await add(member)
    let cluster = try await bootstrap(member)
    try await context.onEach([machine], doing: "starting the new member") { machine in
      try await machine.configureEtcd(cluster)
      try await machine.start(.etcd)
    }
    try await promote(id)
    try await context.awaitEtcd(on: machine)
  }

  /// - Returns: the new entry's ID. Tried again while the others are not all connected.
  private func add(_ member: EtcdMember) async throws(RecoveryError) -> String {
    let found = Found()
    try await context.wait(for: "a place for \(member.name) in the cluster", limit: Limits.membership) {
      do {
        found.id = try await place(of: member)
        return nil
      } catch {
        return "\(error)"
      }
    }
    return found.id
  }

  private func place(of member: EtcdMember) async throws -> String {
    let voter = try await context.leader()
    let listed = try await voter.members(deadline: Limits.call)
    let mine = listed.first { $0.peerURLs == [member.peerURL] && !$0.hasStarted }
    // A learner that never started blocks every later join.
    let stale = listed.filter { $0 != mine && ($0.isLearner || machine.stands(for: $0)) }
    for entry in stale { try await voter.removeMember(entry.id, deadline: Limits.call) }
    if let mine { return mine.id }
    let hasLearners = try await voter.status(deadline: Limits.call).hasLearners
    return try await voter.addMember(peerURL: member.peerURL, asLearner: hasLearners, deadline: Limits.call).id
  }

  /// The members as the cluster lists them, which a new one has to agree with.
  private func bootstrap(_ member: EtcdMember) async throws(RecoveryError) -> EtcdBootstrap {
    let voter = try await context.leader()
    let listed = try await context.asking("listing the members") { () async throws(ClientError) in
      try await voter.members(deadline: Limits.call)
    }
    let others = listed.filter { $0.peerURLs != [member.peerURL] }.map { other in
      EtcdMember(
        name: other.name, peerURL: other.peerURLs.first ?? "", clientURL: other.clientURLs.first ?? "",
        dataDirectory: member.dataDirectory)
    }
    return EtcdBootstrap(members: others + [member], state: .existing)
  }

  private func promote(_ id: String) async throws(RecoveryError) {
    try await context.wait(for: "the vote of \(machine.name)", limit: Limits.membership) {
      do {
        let voter = try await context.leader()
        let mine = try await voter.members(deadline: Limits.call).first { $0.id == id }
        guard let mine else { return "its entry is gone" }
        if mine.isLearner { try await voter.promoteMember(id, deadline: Limits.call) }
        return nil
      } catch {
        return "\(error)"
      }
    }
  }
}

extension EtcdClient.Status {
  /// From 3.4 on.
  var hasLearners: Bool {
    let parts = version.split(separator: ".").prefix(2).compactMap { Int($0) }
    return parts.count == 2 && (parts[0], parts[1]) >= (3, 4)
  }
}

extension EtcdClient.Member {
  fileprivate var words: String {
    hasStarted ? name : "an entry that never started (\(peerURLs.joined(separator: ", ")))"
  }
}
