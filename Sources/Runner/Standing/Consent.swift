import Engine
import Model
import Providers

/// Whether a cluster that others use may be broken at all, and how badly. Refusal is the default.
public struct Consent: Hashable, Sendable {
  static let label = "firedrill.dev/consent"

  /// Clusters that the user named, as `--cluster` does or by their name alone.
  public var named: [String]
  public var acceptsDataLoss: Bool

  public init(named: [String] = [], acceptsDataLoss: Bool = false) {
    self.named = named
    self.acceptsDataLoss = acceptsDataLoss
  }

  /// Why the cluster may not be drilled; nil when it may.
  ///
  /// - Parameter label: what its `kube-system` namespace says to ``label``.
  func refusal(of reference: ClusterReference, name: String, label: String?) -> Refusal? {
    guard !reference.isOwned, label != "true", !named.contains(name),
      !named.contains(reference.description)
    else { return nil }
    return Refusal(
      reason: "\(reference) is not Firedrill's own, and has not agreed to be drilled",
      remedy:
        "name it with --consent \(name), or label it: kubectl label namespace kube-system \(Self.label)=true")
  }

  /// Why this drill may not be played there; nil when it may: one that loses quorum needs backups, taken and verified in the
  /// drill before the fault; one that destroys data needs them younger than what may be lost.
  func refusal(of plan: Plan) -> Refusal? {
    let drill = plan.drill
    if let refusal = refusal(ofSlow: drill.recovery) { return refusal }
    guard !acceptsDataLoss else { return nil }
    if let kind = destroyer(in: drill) {
      if let backups = drill.cluster.backups, backups.every <= drill.objectives.dataLoss ?? .zero { return nil }
      return Refusal(
        reason:
          "\(drill.name): \(kind.rawValue) destroys data, and no backup of the drill is younger than what may be lost",
        remedy: "give it cluster: {backups: {every: …}} within its dataLoss objective; or say --accept-data-loss")
    }
    guard losesQuorum(plan), drill.cluster.backups == nil else { return nil }
    return Refusal(
      reason: "\(drill.name): quorum is lost, and the drill takes no backup before",
      remedy: "give it cluster: {backups: {every: …}}; or say --accept-data-loss")
  }

  /// In the middle of a longer one, machines would put back what it has stopped.
  private func refusal(ofSlow recovery: RecoverySpec) -> Refusal? {
    let longest = KubeadmCluster.longestRecovery
    let stopsNothing = recovery.means == .itself || recovery.means == .runbook(.awaitMachines)
    guard !stopsNothing, recovery.deadline > longest else { return nil }
    return Refusal(
      reason:
        "its recovery may take \(DurationText.write(recovery.deadline)), and what it stops is started again by the "
        + "machines themselves after \(DurationText.write(longest))",
      remedy: "give it a deadline of at most \(DurationText.write(longest))")
  }

  private func destroyer(in drill: Drill) -> Fault.Kind? {
    drill.faults.map(\.fault.kind).first(where: \.destroysData)
  }

  private func losesQuorum(_ plan: Plan) -> Bool {
    let radii = plan.faults.compactMap(\.blastRadius) + [plan.safety.together].compactMap(\.self)
    return radii.contains { !$0.quorumSurvives }
  }
}
