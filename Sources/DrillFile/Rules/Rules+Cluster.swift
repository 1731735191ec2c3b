import Model

extension Rules {
  static func checkCluster(_ spec: SpecV1, _ findings: inout Findings) {
    guard let cluster = spec.cluster.value else { return }
    warnOfEvenNumber(cluster, &findings)
    for zone in cluster.zones.value ?? [] where zone.value == ClusterSpec.edge {
      findings.add("edge is where load balancers stand, outside the zones", expected: "another name", at: zone.place)
    }
    guard case .value(.balanced, let place) = cluster.etcdEndpoint, spec.clusterIfKnown?.balancerCount == 0 else {
      return
    }
    findings.add(
      "etcd cannot be balanced without a load balancer", expected: "loadBalancers: 1, or etcdEndpoint: direct",
      at: place)
  }

  private static func warnOfEvenNumber(_ cluster: ClusterV1, _ findings: inout Findings) {
    guard case .value(let count, let place) = cluster.controlPlanes, count.isMultiple(of: 2) else { return }
    let survived = count - quorum(ofMembers: count)
    findings.warn(
      "\(count) control planes survive the loss of \(survived), no more than \(count - 1) do",
      expected: "1, 3 or 5", at: place)
  }

  static func checkSteadyState(_ spec: SpecV1, _ findings: inout Findings) {
    guard let steady = spec.steadyState.value, let place = steady.deadline.place ?? steady.duration.place else {
      return
    }
    guard let duration = steady.duration.or(SteadyState().duration),
      let deadline = steady.deadline.or(SteadyState().deadline), duration > deadline
    else { return }
    findings.add(
      "a steady state of \(DurationText.write(duration)) cannot be seen within \(DurationText.write(deadline))",
      expected: "a deadline of at least \(DurationText.write(duration))", at: place)
  }

  /// One worker serves, another one asks it.
  static func checkProbes(_ spec: SpecV1, _ findings: inout Findings) {
    guard let workload = spec.probes.value?.first(where: { $0.value == .workload }),
      let cluster = spec.clusterIfKnown, cluster.workers < 2
    else { return }
    findings.add(
      "the probe workload goes from one worker to another, and the cluster has \(cluster.workers)",
      expected: "cluster: {workers: 2}", at: workload.place)
  }
}
