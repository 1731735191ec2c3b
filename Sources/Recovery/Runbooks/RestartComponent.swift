import Model

extension Runbook {
  /// Starts what is down, hangs or crashes at each start, as a supervisor with a sound configuration would.
  ///
  /// - Source: Kubernetes, "Troubleshooting Clusters", contributing factors and mitigations
  ///   <https://kubernetes.io/docs/tasks/debug/debug-cluster/#cluster-failure-modes>
  static let restartComponent = Runbook(
    .restartComponent, "start every component that is down or crash-looping",
    [.startComponents, .awaitControlPlane])
}
