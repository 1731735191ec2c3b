import Clients
import Model
import Providers
import Synchronization

/// Who is of the cluster, and who is lost to it.
extension RunbookContext {
  var members: [any Machine] { cluster.machines.filter { $0.etcd != nil } }

  /// Waits for an election that goes on.
  ///
  /// - Throws: ``RecoveryError/stepFailed(doing:reason:)`` when nobody leads: at once where most machines are gone, so that
  ///   no election can be won.
  func awaitLeader() async throws(RecoveryError) {
    let last = Found()
    do throws(RecoveryError) {
      try await wait(for: "etcd's leader", limit: Limits.election) { () async throws(RecoveryError) in
        guard await followers().isEmpty else { return nil }
        let lost = await gone()
        last.id = lost.isEmpty ? "no member commits" : "no member commits, and there is no machine of \(lost.names)"
        guard lost.count * 2 < members.count else { throw noLeader(last.id) }
        return last.id
      }
    } catch .notReady {
      throw noLeader(last.id)
    }
  }

  private func noLeader(_ seen: String) -> RecoveryError {
    .stepFailed(doing: "asking etcd's leader", reason: "there is none: \(seen)")
  }

  /// Members that nothing can bring back by itself, and those that stay silent for longer than two elections take.
  ///
  /// One look is not enough: during an election nobody has a leader, and a busy member may leave a question unanswered. To
  /// take a live member for dead costs a vote.
  func deadMembers() async -> [any Machine] {
    let gone = await gone().map(\.name)
    var silent = members.map(\.name).filter { !gone.contains($0) }
    let end = clock.now() + within(Limits.silence)
    while !silent.isEmpty, !Task.isCancelled {
      let followers = await followers()
      silent.removeAll { followers.contains($0) }
      guard !silent.isEmpty, clock.now() < end else { break }
      try? await clock.sleep(until: clock.now() + .milliseconds(100))
    }
    return members.filter { gone.contains($0.name) || silent.contains($0.name) }
  }

  /// Those that an earlier step found.
  func knownDead() async -> [any Machine] {
    guard let names = memory.read(\.dead) else { return await deadMembers() }
    return cluster.machines.filter { names.contains($0.name) }
  }

  /// Those that are known to be dead and were not joined meanwhile.
  func outsiders() async -> [any Machine] {
    guard memory.read(\.dead) != nil else { return await deadMembers() }
    let followers = await followers()
    return await knownDead().filter { !followers.contains($0.name) }
  }

  /// Machines that no longer have a member.
  func gone() async -> [any Machine] { await those(of: members) { await isGone($0) } }

  /// Off, or without a volume, or made anew and still waiting to be told its cluster. What a provider cannot tell holds
  /// for nothing.
  func isGone(_ machine: any Machine) async -> Bool {
    guard await isOn(machine) else { return true }
    do {
      if try await machine.volumeIdentity() == nil { return true }
      guard memory.read(\.replaced).contains(machine.name) else { return false }
      return try await machine.processes(of: .etcd).isEmpty
    } catch {
      return false
    }
  }

  /// Members that answer a linearizable read under the same leader; where there are several, the one that most follow. A
  /// member's own word that it has a leader is not enough: it may still mean one that died.
  func followers() async -> Set<MachineName> {
    // One that is off would only use up the time-out of each look.
    let asked = await those(of: members) { await isOn($0) }
    let leaders = await withTaskGroup(of: (MachineName, String)?.self) { group in
      for machine in asked { group.addTask { await leader(committingOn: machine.name).map { (machine.name, $0) } } }
      return await group.reduce(into: [MachineName: String]()) { if let (name, leader) = $1 { $0[name] = leader } }
    }
    let parties = Dictionary(grouping: leaders.keys) { leaders[$0] ?? "" }
    return Set(parties.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.value ?? [])
  }

  private func leader(committingOn machine: MachineName) async -> String? {
    let member = etcd(machine)
    guard await member.commits(deadline: within(Limits.call)) else { return nil }
    return try? await member.status(deadline: within(Limits.call)).leaderID
  }
}
