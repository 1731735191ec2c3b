import Model

extension Runbook {
  /// Touches nothing: what watches over the machines has to bring them back, and is measured.
  ///
  /// - Source: Kubernetes, "Troubleshooting Clusters", mitigation "use the IaaS provider's automatic VM restarting feature"
  ///   <https://kubernetes.io/docs/tasks/debug/debug-cluster/#cluster-failure-modes>; Compute Engine, "Set up
  ///   application-based health checks and autohealing"
  ///   <https://cloud.google.com/compute/docs/instance-groups/autohealing-instances-in-migs>
  static let awaitMachines = Runbook(
    .awaitMachines, "wait until an instance group, auto-recovery or an alarm has brought every machine back",
    [.awaitMachines, .awaitControlPlane])
}
