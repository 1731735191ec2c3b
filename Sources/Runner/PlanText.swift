import Engine
import Foundation
public import Model

/// Plans for people and for scripts.
public enum PlanText {
  /// - Parameter cluster: as `--cluster` names it.
  public static func text(of drills: [Drill], seed: UInt64, on cluster: ClusterReference = .local) -> String {
    drills.map { text(of: Planner(seed: seed, provider: cluster.description).plan($0)) }.joined(separator: "\n")
  }

  public static func json(of drills: [Drill], seed: UInt64, on cluster: ClusterReference = .local) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(
      decoding: try encoder.encode(drills.map { Planner(seed: seed, provider: cluster.description).plan($0) }),
      as: UTF8.self)
  }

  static func text(of plan: Plan) -> String {
    let drill = plan.drill
    var lines = ["\(drill.name): \(drill.title)"]
    lines.append(
      "  cluster    \(plan.provider): " + plan.machines.map { "\($0.name) (zone \($0.zone))" }.joined(separator: ", "))
    lines.append("  backups    \(plan.safety.backups)")
    lines.append("  probes     " + plan.lanes.map(\.id.rawValue).joined(separator: ", "))
    for fault in plan.faults { lines += self.lines(of: fault) }
    if let together = plan.safety.together { lines.append("  together   \(words(for: together))") }
    lines.append("  recovery   \(drill.recovery.means.name), deadline \(DurationText.write(drill.recovery.deadline))")
    lines += plan.recoverySteps.enumerated().map { "             \($0 + 1). \($1)" }
    let objectives = plan.objectives.map { "\($0.name) ≤ \(DurationText.write($0.target))" }
    lines.append("  objectives " + objectives.joined(separator: ", "))
    lines += plan.warnings.map { "  warning    \($0)" }
    lines += unsupported(drill).map { "  unsupported \($0)" }
    if let refusal = plan.safety.refusal { lines.append("  refused    \(refusal)") }
    lines.append("  seed       \(plan.seed)")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of fault: PlannedFault) -> [String] {
    let offset = DurationText.write(fault.at)
    let when = fault.trigger == .steadyState ? "at \(offset)" : "\(offset) after \(fault.trigger.word)"
    var lines = [
      "  fault      \(when): \(fault.kind.rawValue) \(fault.target)",
      "             undo: \(fault.undo)",
    ]
    if let radius = fault.blastRadius { lines.append("             \(words(for: radius))") }
    if !fault.unavailable.isEmpty {
      lines.append("             unavailable: " + fault.unavailable.joined(separator: "; "))
    }
    return lines
  }

  private static func words(for radius: BlastRadius) -> String {
    let quorum = radius.quorumSurvives ? "quorum survives" : "quorum is lost: no writes until it is back"
    return "leaves \(radius.membersLeft) of \(radius.members) etcd members; \(quorum)"
  }
}
