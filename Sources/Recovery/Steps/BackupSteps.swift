import Model
import Providers

enum BackupSteps {
  static func verify(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let backup = try await choose(context)
    let words = "backup \(backup.id), revision \(backup.revision), \(backup.bytes) bytes"
    guard let newest = context.backups.newest, newest.id != backup.id else { return words }
    return words + "; newer ones cannot be used"
  }

  /// The newest backup that still verifies: it may have rotted since it was taken.
  private static func choose(_ context: RunbookContext) async throws(RecoveryError) -> Backup {
    if let chosen = context.memory.read(\.backup) { return chosen }
    try context.backups.requireNewest()
    var rejected: [String] = []
    for backup in context.backups.all.reversed() {
      do {
        try await context.snapshotter.verify(backup.path, id: backup.id)
        if !rejected.isEmpty {
          context.listener.note("backup \(backup.id) is restored, an older one: \(rejected.joined(separator: "; "))")
        }
        context.memory.change { $0.backup = backup }
        return backup
      } catch {
        rejected.append(error.description)
      }
    }
    throw .noBackup(rejected: rejected)
  }

  static func restore(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let backup = try await choose(context)
    let machines = context.cluster.machines
    let members = machines.compactMap(\.etcd)
    let restore = MemberRestore(backup: backup, members: members, context: context)
    // A new machine does not know yet which cluster its member is of; the others do.
    let isNew = !context.memory.read(\.replaced).isEmpty
    try await context.onEach(machines, doing: "restoring the member") { machine in
      try await restore.run(on: machine)
      if isNew { try await machine.configureEtcd(EtcdBootstrap(members: members, state: .new)) }
    }
    return "backup \(backup.id) on \(members.count) member(s)"
  }

  static func proveFreshness(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let limit = context.within(Limits.ready)
    let result = await context.freshness.prove(since: context.incident, limit: limit)
    let evidence = result.evidence.joined(separator: "; ")
    guard result.proved else { throw .notReady(what: "the control plane", waited: limit, lastSeen: evidence) }
    return evidence
  }
}
