import Model

extension Runbook {
  /// Brings a control plane back from its newest verified backup after etcd's data is lost.
  ///
  /// The backup is looked at before anything is stopped: without one, what still runs is all there is. Then every
  /// apiserver is stopped, and every member is restored from the same snapshot. The revision is taken past all that a
  /// watcher can have seen before an apiserver reads it. Controller manager and scheduler are started anew, since their
  /// caches are of the time before; what the backup revived although it was gone is removed.
  ///
  /// - Source: Kubernetes, "Operating etcd clusters", restoring
  ///   <https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/#restoring-an-etcd-cluster>; etcd,
  ///   "Disaster recovery", restoring with revision bump <https://etcd.io/docs/latest/op-guide/recovery/>
  static let restoreFromBackup = Runbook(
    .restoreFromBackup, "restore every etcd member from the newest verified backup",
    [
      .verifyBackup, .stopApiservers, .stopEtcd, .restoreMembers, .startEtcd, .advanceRevision, .startApiservers,
      .restartControllers, .removeRevived, .proveFreshness,
    ])
}
