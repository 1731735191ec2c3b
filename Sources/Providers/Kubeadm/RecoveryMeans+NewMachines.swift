import Model

extension RecoveryMeans {
  /// In the place of those that are gone, by the recovery's own hand.
  var needsNewMachines: Bool {
    switch self {
    case .itself: false
    case .runbook(let name): name == .rebuildCluster || name == .reprovisionInZone || name == .reattachVolume
    case .steps(let steps):
      steps.contains { [.replaceMachines, .reprovision, .attachVolumes, .replaceWorkers].contains($0) }
    }
  }
}
