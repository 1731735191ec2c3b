import Model

extension Runbook {
  /// Quorum is lost for good, but a member is left: its data becomes a cluster of one, and the others join it anew.
  ///
  /// Newer than any backup, so it comes before `restore-from-backup`. Where quorum stands after all, nothing is stopped.
  ///
  /// - Source: etcd, "Disaster recovery", restarting with `--force-new-cluster`
  ///   <https://etcd.io/docs/latest/op-guide/recovery/>; Kubernetes, "Operating etcd clusters"
  ///   <https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/>
  static let recoverFromSurvivor = Runbook(
    .recoverFromSurvivor, "make the surviving member with the highest commit index the cluster, and join the others",
    [
      .chooseSurvivor, .stopApiservers, .stopEtcd, .forceNewCluster, .advanceRevision, .startApiservers,
      .restartControllers, .replaceMachines, .updateBalancers, .joinMembers, .startOtherApiservers, .startComponents,
      .verifyMembers, .proveFreshness,
    ])
}
