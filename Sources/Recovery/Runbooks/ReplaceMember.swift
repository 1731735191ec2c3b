import Model

extension Runbook {
  /// Puts a new member in the place of each that is lost while quorum stands.
  ///
  /// The dead member is removed first: adding one to a cluster of which a member is down would raise what a quorum needs.
  /// The new one joins without a vote, so that a slow or mistyped one cannot cost the quorum, and is promoted once it has
  /// caught up.
  ///
  /// - Source: Kubernetes, "Operating etcd clusters", replacing a failed member
  ///   <https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/#replacing-a-failed-etcd-member>; etcd,
  ///   "Learner" <https://etcd.io/docs/latest/learning/design-learner/>
  static let replaceMember = Runbook(
    .replaceMember, "remove dead etcd members and join new ones in their place",
    [
      .findDeadMembers, .removeDeadMembers, .replaceMachines, .updateBalancers, .joinMembers, .startOtherApiservers,
      .startComponents, .verifyMembers,
    ])
}
