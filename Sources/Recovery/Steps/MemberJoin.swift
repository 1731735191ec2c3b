import Clients
import Model
import Providers

/// One machine's member on its way into the cluster.
struct MemberJoin: Sendable {
  let machine: any Machine
  let context: RunbookContext

  func run() async throws(RecoveryError) {
    guard let member = machine.etcd else { return }
    guard await context.isOn(machine) else { throw failure("the machine is off") }
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
    try await context.wait(for: "etcd on \(machine.name)", limit: Limits.ready) { () async throws(RecoveryError) in
      guard let problem = await context.etcd(machine.name).problem(deadline: Limits.call) else { return nil }
      try await lookForLosses()
      return problem
    }
  }

  /// - Returns: the new entry's ID. Tried again while the others are not all connected.
  private func add(_ member: EtcdMember) async throws(RecoveryError) -> String {
    let found = Found()
    try await attempt("a place for \(member.name) in the cluster") {
      found.id = try await place(of: member)
      return nil
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
    try await attempt("the vote of \(machine.name)") {
      let voter = try await context.leader()
      let mine = try await voter.members(deadline: Limits.call).first { $0.id == id }
      guard let mine else { return "its entry is gone" }
      if mine.isLearner { try await voter.promoteMember(id, deadline: Limits.call) }
      return nil
    }
  }

  // MARK: who is lost meanwhile

  /// A change of members, tried again while etcd refuses it.
  private func attempt(
    _ what: String, _ change: @escaping @Sendable () async throws -> String?
  ) async throws(RecoveryError) {
    try await context.wait(for: what, limit: Limits.membership) { () async throws(RecoveryError) in
      let refusal: String
      do {
        guard let problem = try await change() else { return nil }
        refusal = problem
      } catch {
        refusal = "\(error)"
      }
      try await lookForLosses()
      return refusal
    }
  }

  /// etcd takes no new member while one that has a vote is away: it would wait for ever for one that does not come back.
  private func lookForLosses() async throws(RecoveryError) {
    guard await context.isOn(machine) else { throw failure("the machine went off meanwhile") }
    let waiting = context.memory.read(\.dead) ?? []
    for lost in await context.gone() where lost.name != machine.name && !waiting.contains(lost.name) {
      try await context.removeLost(lost)
    }
  }

  private func failure(_ reason: String) -> RecoveryError {
    .stepFailed(doing: "joining \(machine.name)", reason: reason)
  }
}

extension RunbookContext {
  /// - Throws: ``RecoveryError/notReady(what:waited:lastSeen:)`` where too few are left to agree on it.
  func removeLost(_ machine: any Machine) async throws(RecoveryError) {
    let what = "the removal of member \(machine.name), which was lost while others joined,"
    try await wait(for: what, limit: Limits.election) {
      do {
        let voter = try await leader()
        for entry in try await voter.members(deadline: Limits.call) where machine.stands(for: entry) {
          try await voter.removeMember(entry.id, deadline: Limits.call)
        }
        return nil
      } catch {
        return "\(error)"
      }
    }
    let name = machine.name
    memory.change { $0.dead = ($0.dead ?? []) + [name] }
  }
}
