import Clients
import Model
import Providers

/// A database that reached its quota.
///
/// - Source: etcd, "Maintenance", space quota <https://etcd.io/docs/latest/op-guide/maintenance/#space-quota>
enum SpaceSteps {
  private static let noSpace = "NOSPACE"
  private static let namespace = "firedrill-freshness"

  static func compact(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let member = try await context.patientLeader()
    return try await context.asking("compacting") { () async throws(ClientError) in
      let revision = try await member.revision(deadline: Limits.call)
      try await member.compact(to: revision, deadline: context.within(Limits.restore))
      return "compacted to revision \(revision)"
    }
  }

  /// One after the other: a member that defragments answers nobody.
  static func defragment(_ context: RunbookContext) async throws(RecoveryError) -> String {
    var sizes: [String] = []
    for machine in await context.standing() where machine.etcd != nil {
      let member = context.etcd(machine.name)
      let words = try await context.asking("defragmenting \(machine.name)") { () async throws(ClientError) in
        let before = try await member.status(deadline: Limits.call).dbSizeBytes
        try await member.defragment(deadline: context.within(Limits.restore))
        return "\(before) to \(try await member.status(deadline: Limits.call).dbSizeBytes) bytes"
      }
      sizes.append("\(machine.name) from \(words)")
    }
    return sizes.joined(separator: ", ")
  }

  static func disarm(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let member = try await context.patientLeader()
    return try await context.asking("disarming") { () async throws(ClientError) in
      let raised = try await member.alarms(deadline: Limits.call).filter { $0.kind == noSpace }
      for alarm in raised { try await member.disarm(alarm, deadline: Limits.command) }
      return raised.isEmpty ? "no alarm is raised" : "disarmed \(raised.count) \(noSpace) alarm(s)"
    }
  }

  /// Through the API: that is what was refused.
  static func verifyWrite(_ context: RunbookContext) async throws(RecoveryError) -> String {
    guard let machine = context.cluster.machines.first else { return "no machine" }
    let name = "written-\(UInt64.random(in: .min ... .max))"
    try await context.wait(for: "a write through the API", limit: Limits.ready) {
      do throws(ClientError) {
        let api = context.api(machine.name)
        try await api.createNamespace(namespace, deadline: Limits.call)
        try await api.ensureConfigMap(name, in: namespace, deadline: Limits.call)
        return nil
      } catch {
        return error.description
      }
    }
    return "the API took a write"
  }
}
