import Model

extension Runbook {
  /// Attaches volumes that outlived their machines to new machines.
  ///
  /// Where quorum stands, the member comes back with its data and tells the others its new address. Where it does not,
  /// since every member was terminated, nobody can agree on a new address: then the volume with the highest commit index
  /// becomes a cluster of its own, and the others join it.
  ///
  /// - Source: Kubernetes, "Troubleshooting Clusters", mitigation "use the IaaS provider's reliable storage for VMs with
  ///   apiserver+etcd" <https://kubernetes.io/docs/tasks/debug/debug-cluster/#cluster-failure-modes>; etcd, "Runtime
  ///   reconfiguration", updating a member <https://etcd.io/docs/latest/op-guide/runtime-configuration/>
  static let reattachVolume = Runbook(
    .reattachVolume, "attach volumes that outlived their machines to new machines",
    [
      .attachVolumes, .updateBalancers, .announceAddresses, .chooseSurvivor, .stopApiservers, .stopEtcd,
      .forceNewCluster, .advanceRevision, .startApiservers, .restartControllers, .joinMembers, .startOtherApiservers,
      .startComponents, .verifyMembers, .proveFreshness,
    ])
}
