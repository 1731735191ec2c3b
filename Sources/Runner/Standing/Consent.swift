import Engine
import Model

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

  /// Why this drill may not be played there; nil when it may: one that loses quorum or data for good needs a verified backup
  /// that is younger than what may be lost, taken in the drill before the fault.
  func refusal(of plan: Plan) -> Refusal? {
    guard !acceptsDataLoss, let risk = risk(of: plan) else { return nil }
    let drill = plan.drill
    let allowed = drill.objectives.dataLoss ?? .zero
    if let backups = drill.cluster.backups, backups.every <= allowed { return nil }
    return Refusal(
      reason: "\(drill.name): \(risk), and no backup of the drill is younger than what may be lost",
      remedy: "give it cluster: {backups: {every: …}} within its dataLoss objective; or say --accept-data-loss")
  }

  private func risk(of plan: Plan) -> String? {
    let kinds = plan.drill.faults.map(\.fault.kind)
    let losing: [Fault.Kind] = [.storageLose, .storageCorrupt, .machineTerminate, .clusterDestroy]
    if let kind = kinds.first(where: losing.contains) { return "\(kind.rawValue) destroys data" }
    let radii = plan.faults.compactMap(\.blastRadius) + [plan.safety.together].compactMap(\.self)
    return radii.contains { !$0.quorumSurvives } ? "quorum is lost" : nil
  }
}
