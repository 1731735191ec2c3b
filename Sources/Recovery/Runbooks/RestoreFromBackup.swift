import Clients
import Model
import Providers
import Transport

extension Runbook {
  /// Brings a control plane back from its newest verified backup after etcd's data is lost.
  ///
  /// The backup is looked at before anything is stopped: without one, what still runs is all there is. Then every
  /// apiserver is stopped, and every member is restored from the same snapshot; controller manager and scheduler are
  /// started anew, since their caches are of the time before.
  ///
  /// - Source: Kubernetes, "Operating etcd clusters", restoring
  ///   <https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/#restoring-an-etcd-cluster>
  static let restoreFromBackup = Runbook(
    name: .restoreFromBackup, summary: "restore every etcd member from the newest verified backup",
    steps: [
      Step(name: "verify the backup", run: Restore.verifyBackup),
      Step(name: "stop apiservers", run: Restore.stopClients),
      Step(name: "stop etcd", run: Restore.stopMembers),
      Step(name: "restore members", run: Restore.restoreMembers),
      Step(name: "start etcd", run: Restore.startMembers),
      Step(name: "start apiservers", run: Restore.startServers),
      Step(name: "restart controller manager and scheduler", run: Restore.restartControllers),
      Step(name: "prove freshness", run: Restore.proveFreshness),
    ])
}

/// The steps of `restore-from-backup`.
private enum Restore {
  private static let readyLimit = Duration.seconds(60)
  private static let restoreDeadline = Duration.seconds(600)
  private static let callDeadline = Duration.seconds(1)
  /// The apiserver is ready by then and only has to find the time.
  private static let leaseLimit = Duration.seconds(10)
  private static let freshnessLimit = Duration.seconds(60)
  /// Their leases are named like the components.
  private static let controllers = [Component.controllerManager, .scheduler]

  static func verifyBackup(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let backup = try context.backups.requireNewest()
    try await context.snapshotter.verify(backup.path, id: backup.id)
    return "backup \(backup.id), revision \(backup.revision), \(backup.bytes) bytes"
  }

  /// Nothing may read or write while members change under it, so the controllers are stopped as well. None of the three
  /// has state of its own to save, and an apiserver without etcd would only wait for it: they get no time.
  static func stopClients(_ context: RunbookContext) async throws(RecoveryError) -> String {
    try await context.onAll(.apiserver, doing: "stopping the apiserver and its controllers") { machine in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for component in [Component.apiserver] + controllers {
          group.addTask { try await machine.stop(component, grace: .zero) }
        }
        try await group.waitForAll()
      }
    }
    return "kube-apiserver, kube-controller-manager and kube-scheduler are down on every machine"
  }

  static func stopMembers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    try await context.onAll(.etcd, doing: "stopping etcd") { try await $0.stop(.etcd) }
    return "etcd is down on every machine"
  }

  static func restoreMembers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let backup = try context.backups.requireNewest()
    let members = context.cluster.machines.compactMap(\.etcd)
    let token = "restored-from-\(backup.id)"
    try await context.onAll(.etcd, doing: "restoring the member") { machine in
      guard let member = machine.etcd else { return }
      try await restore(member, of: members, on: machine, from: backup, token: token)
    }
    return "backup \(backup.id) on \(members.count) member(s)"
  }

  private static func restore(
    _ member: EtcdMember, of members: [EtcdMember], on machine: any Machine, from backup: Backup, token: String
  ) async throws {
    let snapshot = member.dataDirectory + ".snapshot"
    try await machine.upload(backup.path, to: snapshot)
    // Moved aside, not deleted, and beside what an earlier try moved: after a mistaken restore it is all that is left. It
    // fails where a wiped volume has no such directory; if one stays in the way, the restore itself says so.
    let aside = ["-T", "--backup=numbered", member.dataDirectory, member.dataDirectory + ".before-restore"]
    _ = try await machine.run(Command("mv", aside, deadline: restoreDeadline))
    try await run(
      [
        "etcdctl", "snapshot", "restore", snapshot, "--name=\(member.name)", "--data-dir=\(member.dataDirectory)",
        "--initial-cluster=" + members.map { "\($0.name)=\($0.peerURL)" }.joined(separator: ","),
        "--initial-cluster-token=\(token)", "--initial-advertise-peer-urls=\(member.peerURL)",
      ], on: machine)
    try await run(["rm", "-f", snapshot], on: machine)
  }

  private static func run(_ arguments: [String], on machine: any Machine) async throws {
    let command = Command(
      arguments[0], Array(arguments.dropFirst()), environment: .adding(["ETCDCTL_API": "3"]), deadline: restoreDeadline)
    let result = try await machine.run(command)
    guard result.isSuccess else {
      throw RecoveryError.stepFailed(
        doing: "`\(arguments.joined(separator: " "))` on \(machine.name)", reason: String(result.errorText.suffix(300)))
    }
  }

  static func startMembers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    try await context.onAll(.etcd, doing: "starting etcd") { try await $0.start(.etcd) }
    try await context.onAll(.etcd, doing: "waiting for etcd") { machine in
      try await context.wait(for: "etcd on \(machine.name)", limit: readyLimit) {
        await context.etcd(machine.name).isHealthy(deadline: callDeadline)
      }
    }
    return "every member is healthy"
  }

  static func startServers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    try await context.onAll(.apiserver, doing: "starting kube-apiserver") { try await $0.start(.apiserver) }
    try await context.onAll(.apiserver, doing: "waiting for kube-apiserver") { machine in
      try await context.wait(for: "kube-apiserver on \(machine.name)", limit: readyLimit) {
        await context.api(machine.name).isReady(deadline: callDeadline)
      }
    }
    return "every kube-apiserver is ready"
  }

  /// Every holder was stopped above, so the leases that came back with the backup belong to nobody; without them the new
  /// holders need not wait 15 s for the old ones to run out.
  static func restartControllers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    guard let first = context.cluster.machines.first else { return "no machine" }
    for component in controllers {
      try await context.wait(for: "the removal of the lease of \(component.rawValue)", limit: leaseLimit) {
        (try? await context.api(first.name).deleteLease(component.rawValue, deadline: callDeadline)) != nil
      }
      try await context.onAll(component, doing: "starting \(component.rawValue)") { try await $0.start(component) }
    }
    return "both run again on every machine; the leases of their old holders are removed"
  }

  static func proveFreshness(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let result = await context.freshness.prove(since: context.incident, limit: freshnessLimit)
    guard result.proved else {
      throw .notReady(
        what: "the control plane", waited: freshnessLimit, lastSeen: result.evidence.joined(separator: "; "))
    }
    return result.evidence.joined(separator: "; ")
  }
}
