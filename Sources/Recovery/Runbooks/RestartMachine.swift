import Model

extension Runbook {
  /// Switches every machine that is off on, and one that hangs off and on; what its supervisor does not start is started.
  ///
  /// - Source: Kubernetes, "Troubleshooting Clusters", "API server VM shutdown or apiserver crashing"
  ///   <https://kubernetes.io/docs/tasks/debug/debug-cluster/#cluster-failure-modes>
  static let restartMachine = Runbook(
    .restartMachine, "power every machine on that is off or hangs",
    [.powerOn, .startComponents, .awaitControlPlane])
}
