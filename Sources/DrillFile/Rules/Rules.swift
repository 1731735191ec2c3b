import Model

/// What no single value shows: combinations that cannot be, and machines, zones and lanes that the drill does not have.
///
/// A rule stays silent about what it cannot know because a value that it needs is wrong already.
enum Rules {
  static func check(_ spec: SpecV1, _ findings: inout Findings) {
    checkCluster(spec, &findings)
    checkSteadyState(spec, &findings)
    checkProbes(spec, &findings)
    for fault in spec.faults.value ?? [] where fault.value.kinds.count == 1 {
      checkTimes(of: fault, &findings)
      checkRepetition(of: fault, &findings)
      checkTrigger(of: fault, in: spec, &findings)
      for target in fault.value.targets { checkTarget(target, of: fault, in: spec, &findings) }
      checkSides(of: fault, in: spec, &findings)
      checkZone(of: fault, in: spec, &findings)
      checkMeans(of: fault, in: spec, &findings)
      checkWayBack(from: fault, in: spec, &findings)
    }
    checkRecovery(spec, &findings)
    checkObjectives(spec, &findings)
    checkExpectation(spec, &findings)
  }
}

extension SpecV1 {
  /// nil when something about it that other values hang on was written wrongly.
  var clusterIfKnown: ClusterSpec? {
    guard let cluster = cluster.or(ClusterV1()), !cluster.controlPlanes.isWrong, !cluster.workers.isWrong,
      !cluster.zones.isWrong, !cluster.loadBalancers.isWrong
    else { return nil }
    return cluster.spec
  }

  var recoveryMeans: RecoveryMeans? {
    recovery.or(RecoveryV1())?.means
  }

  var recoveryDeadline: Duration? {
    recovery.or(RecoveryV1())?.deadline.or(RecoverySpec().deadline)
  }
}
