import Model
import Providers
import Transport

/// The same snapshot for every member, so that they are one cluster again.
struct MemberRestore: Sendable {
  /// What etcd's documentation advises: more than any cluster writes between two backups.
  private static let bump: Int64 = 1_000_000_000

  /// Holds the cluster's secrets; whoever finds one that a killed run left knows by its name whose it is.
  private static let suffix = ".firedrill-snapshot"

  let backup: Backup
  let members: [EtcdMember]
  let context: RunbookContext

  func run(on machine: any Machine) async throws {
    guard let member = machine.etcd else { return }
    let snapshot = member.dataDirectory + Self.suffix
    try await machine.upload(backup.path, to: snapshot)
    try await context.moveAside(member, on: machine)
    let place = [
      snapshot, "--name=\(member.name)", "--data-dir=\(member.dataDirectory)",
      "--initial-cluster=" + members.map { "\($0.name)=\($0.peerURL)" }.joined(separator: ","),
      "--initial-cluster-token=restored-from-\(backup.id)", "--initial-advertise-peer-urls=\(member.peerURL)",
    ]
    try await context.run(await tool(on: machine) + place, on: machine, limit: Limits.restore)
    try await context.run(["rm", "-f", snapshot], on: machine, limit: Limits.command)
  }

  /// From etcd 3.6 on a tool of its own, which can take the revision past what watchers have seen.
  private func tool(on machine: any Machine) async -> [String] {
    let help = try? await machine.run(
      Command("etcdutl", ["snapshot", "restore", "--help"], deadline: context.within(Limits.command)))
    guard let help, help.isSuccess, help.text.contains("--bump-revision") else {
      return ["etcdctl", "snapshot", "restore"]
    }
    return ["etcdutl", "snapshot", "restore", "--bump-revision=\(Self.bump)", "--mark-compacted"]
  }
}

extension RunbookContext {
  /// Moved aside, not deleted, and beside what an earlier try moved: after a mistaken recovery it is all that is left. It
  /// fails where a wiped volume has no such directory; if one stays in the way, whatever comes next says so.
  func moveAside(_ member: EtcdMember, on machine: any Machine) async throws {
    let (folder, aside) = (member.dataDirectory, member.dataDirectory + ".before-restore")
    let moved = try await machine.run(
      Command("mv", ["-T", "--backup=numbered", folder, aside], deadline: within(Limits.command)))
    guard !moved.isSuccess, moved.errorText.contains("busy") else { return }
    try await run(["sh", "-c", Self.movingContent, "sh", folder, aside], on: machine, limit: Limits.restore)
  }

  /// A folder that a disk is mounted on cannot be moved: what lies in it is.
  private static let movingContent = #"""
    aside=$2
    [ ! -e "$aside" ] || aside=$2.$(date +%s)
    mkdir -m 0700 -- "$aside" && find "$1" -mindepth 1 -maxdepth 1 -exec mv -t "$aside" -- {} +
    """#
}
