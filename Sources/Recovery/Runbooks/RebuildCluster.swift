import Model

extension Runbook {
  /// Every machine and disk is gone: control planes and workers are made anew, and the data comes from the backup.
  ///
  /// - Source: Kubernetes, "Operating etcd clusters", restoring
  ///   <https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/#restoring-an-etcd-cluster>; etcd,
  ///   "Disaster recovery" <https://etcd.io/docs/latest/op-guide/recovery/>
  static let rebuildCluster = Runbook(
    .rebuildCluster, "make every lost machine anew and restore the newest verified backup",
    [
      .verifyBackup, .replaceMachines, .updateBalancers, .stopApiservers, .stopEtcd, .restoreMembers, .startEtcd,
      .advanceRevision, .startApiservers, .restartControllers, .replaceWorkers, .removeRevived,
      .proveFreshness,
    ])
}
