import Model

extension Runbook {
  /// The zone that holds the control plane cannot be reached: it is built anew in one that can be, from the last backup.
  ///
  /// Machines that stay behind are terminated, which the infrastructure can do although nobody else reaches them:
  /// otherwise two control planes would lead the cluster once the zone is back.
  ///
  /// - Source: Kubernetes, "Running in multiple zones" <https://kubernetes.io/docs/setup/best-practices/multiple-zones/>;
  ///   "Operating etcd clusters", restoring
  ///   <https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/#restoring-an-etcd-cluster>
  static let reprovisionInZone = Runbook(
    .reprovisionInZone, "rebuild the control plane in a reachable zone from the newest verified backup",
    [
      .verifyBackup, .reprovision, .stopApiservers, .stopEtcd, .updateBalancers, .restoreMembers, .startEtcd,
      .advanceRevision, .startApiservers, .restartControllers, .removeRevived, .proveFreshness,
    ])
}
