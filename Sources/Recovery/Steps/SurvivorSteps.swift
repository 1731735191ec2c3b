import Clients
import Model
import Providers

enum SurvivorSteps {
  private struct Candidate: Sendable {
    var machine: any Machine
    var status: EtcdClient.Status

    var words: String { "\(machine.name) at commit index \(status.raftIndex), revision \(status.revision)" }
  }

  /// The member that knows the most: all that any client was told is at or below the highest commit index.
  static func choose(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let (candidates, others) = await members(context)
    let healthy = await context.those(of: candidates.map(\.machine)) { await context.isHealthy($0) }
    if !healthy.isEmpty {
      context.memory.change { $0.quorumStands = true }
      return "quorum stands (\(healthy.names)): no member has to be chosen"
    }
    let best = candidates.max { ($0.status.raftIndex, $0.status.revision) < ($1.status.raftIndex, $1.status.revision) }
    guard let best else { throw .noSurvivor(seen: others) }
    let name = best.machine.name
    let dead = context.cluster.machines.map(\.name).filter { $0 != name }
    context.memory.change { memory in
      memory.survivor = name
      memory.dead = dead
      memory.revision = max(memory.revision, best.status.revision)
    }
    let rest = candidates.filter { $0.machine.name != name }.map(\.words) + others
    return best.words + (rest.isEmpty ? "" : "; not " + rest.joined(separator: ", "))
  }

  /// A member on a wiped disk may have formed a new cluster; it answers, but it is no survivor.
  private static func members(_ context: RunbookContext) async -> (candidates: [Candidate], others: [String]) {
    let least = max(context.backups.newest?.revision ?? 0, context.lastRevision() / 2)
    var candidates: [Candidate] = []
    var others: [String] = []
    for machine in context.cluster.machines where machine.etcd != nil {
      do throws(ClientError) {
        let status = try await context.etcd(machine.name).status(deadline: context.within(Limits.call))
        if status.revision < least {
          others.append("\(machine.name) is of a new cluster: revision \(status.revision), which was past \(least)")
        } else {
          candidates.append(Candidate(machine: machine, status: status))
        }
      } catch {
        others.append("\(machine.name): \(error.description)")
      }
    }
    return (candidates, others)
  }

  /// The flag must not stay: it would throw the other members out again at each start.
  static func force(_ context: RunbookContext) async throws(RecoveryError) -> String {
    if context.memory.read(\.quorumStands) { return "quorum stands: nothing is forced" }
    guard let name = context.memory.read(\.survivor), let machine = context.cluster.machine(name),
      let member = machine.etcd
    else { throw .stepFailed(doing: "forcing a new cluster", reason: "no survivor was chosen") }
    for isForced in [true, false] {
      let bootstrap = EtcdBootstrap(members: [member], state: .existing, forceNewCluster: isForced)
      try await context.onEach([machine], doing: "starting etcd as a cluster of one") { machine in
        try await machine.stop(.etcd)
        try await machine.configureEtcd(bootstrap)
        try await machine.start(.etcd)
      }
      try await context.awaitEtcd(on: machine)
    }
    try await VolumeSteps.updateAddress(of: machine, context)
    return "\(name) is a cluster of its own, with its data"
  }
}
