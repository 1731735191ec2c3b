import Model

/// What no single value shows: combinations that cannot be, and machines, zones and lanes that the drill does not have.
///
/// A rule stays silent about what it cannot know because a value that it needs is wrong already.
enum Rules {
  static func check(_ spec: SpecV1, _ findings: inout Findings) {
    checkCluster(spec, &findings)
    checkSteadyState(spec, &findings)
    for fault in spec.faults.value ?? [] where fault.value.kinds.count == 1 {
      checkTimes(of: fault, &findings)
      checkTarget(of: fault, in: spec, &findings)
      checkWayBack(from: fault, in: spec, &findings)
    }
    checkRecovery(spec, &findings)
    checkObjectives(spec, &findings)
  }
}

extension SpecV1 {
  /// nil when it was written wrongly.
  var controlPlanes: Int? {
    cluster.or(ClusterV1())?.controlPlanes.or(ClusterSpec().controlPlanes)
  }

  var workers: Int? {
    cluster.or(ClusterV1())?.workers.or(ClusterSpec().workers)
  }

  var zones: [ZoneName]? {
    guard let cluster = cluster.or(ClusterV1()) else { return nil }
    if case .absent = cluster.zones { return ClusterSpec().zones }
    return cluster.zones.value?.map(\.value)
  }

  var recoveryMeans: RecoveryMeans? {
    recovery.or(RecoveryV1())?.means.or(RecoverySpec().means)
  }

  var recoveryDeadline: Duration? {
    recovery.or(RecoveryV1())?.deadline.or(RecoverySpec().deadline)
  }

  /// The control planes' names, `cp-1` first.
  var controlPlaneNames: [String]? {
    controlPlanes.map { count in (1...max(1, count)).map { "cp-\($0)" } }
  }
}
