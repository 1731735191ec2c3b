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
    let member = try await context.patientLeader()
    let listed = try await context.asking("listing the members") { () async throws(ClientError) in
      try await member.members(deadline: Limits.call)
    }
    let stale = listed.filter { listed in !listed.hasStarted || dead.contains { $0.stands(for: listed) } }
    for entry in stale { try await context.remove(entry) }
    return stale.isEmpty
      ? "no entry has to be removed" : "removed " + stale.map(\.words).joined(separator: ", ")
  }

  /// One after the other: etcd takes one learner at a time, and every vote that is added must be able to be cast. Machines
  /// that are lost meanwhile are made anew, and their members join as well.
  static func join(_ context: RunbookContext) async throws(RecoveryError) -> String {
    var waiting = await context.outsiders()
    let names = waiting.map(\.name)
    context.memory.change { $0.dead = names }
    var joined: [any Machine] = []
    while !waiting.isEmpty {
      for machine in waiting { try await MemberJoin(machine: machine, context: context).run() }
      joined += waiting
      context.memory.noteJoined(waiting.map(\.name))
      waiting = try await replaceLost(context)
    }
    return joined.isEmpty ? "every member is of the cluster" : "joined \(joined.names), with a vote each"
  }

  /// - Returns: the new machines.
  private static func replaceLost(_ context: RunbookContext) async throws(RecoveryError) -> [any Machine] {
    let removed = context.memory.read(\.dead) ?? []
    let lost = await context.gone()
    for machine in lost {
      if !removed.contains(machine.name) { try await context.removeLost(machine) }
      try await context.makeAnew(machine, in: context.zone ?? machine.zone)
      context.listener.note("\(machine.name) was lost while others joined, and is made anew")
    }
    if !lost.isEmpty { _ = try await MachineSteps.updateBalancers(context) }
    return context.cluster.machines.filter { machine in lost.contains { $0.name == machine.name } }
  }

  /// Every member votes, and all have the same data.
  static func verify(_ context: RunbookContext) async throws(RecoveryError) -> String {
    try await context.wait(for: "the cluster of all members", limit: Limits.ready) {
      await context.difference()
    }
    return "\(context.cluster.machines.count) voting member(s), equal in revision and hash"
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
