import Model

extension Rules {
  static func checkTarget(
    _ target: Located<TargetV1>, of fault: Located<FaultV1>, in spec: SpecV1, _ findings: inout Findings
  ) {
    guard let kind = fault.value.kinds.first else { return }
    let before = findings.count
    checkComponent(of: target.value, kind, at: target.place, &findings)
    checkPresence(of: target.value, kind, in: spec, &findings)
    checkRole(of: target.value, in: spec, &findings)
    checkMachine(of: target.value, in: spec, &findings)
    checkZone(target.value.zone, in: spec, &findings)
    guard findings.count == before else { return }
    checkSomebodyIsMeant(by: target.value, kind, at: target.place, in: spec, &findings)
  }

  private static func checkComponent(
    of target: TargetV1, _ kind: Fault.Kind, at place: Place, _ findings: inout Findings
  ) {
    let fault = TargetedFault(rawValue: kind.rawValue)
    switch target.component {
    case .absent where fault?.needsComponent == true:
      let words = Words.oneOf(Component.allCases.map(\.rawValue))
      findings.add("\(kind.rawValue) without a component", expected: "component: \(words)", at: place)
    case .value(let component, let place) where fault?.fallsOnStorage == true && component != .etcd:
      findings.add("\(component.rawValue) keeps nothing on a disk", expected: "etcd", nearest: "etcd", at: place)
    case .value(let component, let place) where fault == .balancerStop && component != .loadBalancer:
      findings.add(
        "balancer.stop stops load balancers, not \(component.rawValue)", expected: "load-balancer", at: place)
    case .value(let component, let place) where fault == .certificateExpire && !component.hasCertificate:
      let words = Words.oneOf(Component.allCases.filter(\.hasCertificate).map(\.rawValue))
      findings.add("\(component.rawValue) serves with no certificate of its own", expected: words, at: place)
    default: break
    }
  }

  /// A cluster without load balancers or workers has none of their components either.
  private static func checkPresence(
    of target: TargetV1, _ kind: Fault.Kind, in spec: SpecV1, _ findings: inout Findings
  ) {
    guard case .value(let component, let place) = target.component, let cluster = spec.clusterIfKnown else { return }
    switch component {
    case .loadBalancer where cluster.balancerCount == 0:
      let expected = "cluster: {loadBalancers: 1}, or another component"
      findings.add(
        cluster.controlPlanes == 1
          ? "a cluster with one control plane has no load balancer" : "the cluster has no load balancer",
        expected: expected, at: place)
    case .kubelet where cluster.workers == 0, .workload where cluster.workers == 0:
      findings.add(
        "\(component.rawValue) runs on workers, and the cluster has none", expected: "cluster: {workers: 2}", at: place)
    default: break
    }
  }

  private static func checkRole(of target: TargetV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(let role, let place) = target.role else { return }
    switch target.component {
    case .wrong, .value(.etcd, _): break
    case .absent, .value:
      findings.add("role \(role.rawValue) is etcd's", expected: "component: etcd beside it", at: place)
    }
    if role == .follower, spec.clusterIfKnown?.controlPlanes == 1 {
      findings.add("etcd with one member has no follower", expected: "leader, or more control planes", at: place)
    }
  }

  private static func checkMachine(of target: TargetV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(let machine, let place) = target.machine, let cluster = spec.clusterIfKnown else { return }
    let names = cluster.machines.map(\.name.rawValue)
    guard !names.contains(machine.rawValue) else { return }
    findings.add(
      "unknown machine \(Quoted.text(machine.rawValue))", expected: Words.oneOf(names),
      nearest: Nearest.word(to: machine.rawValue, in: names), at: place)
  }

  static func checkZone(_ zone: Written<ZoneName>, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(let zone, let place) = zone, let cluster = spec.clusterIfKnown else { return }
    guard !cluster.zones.contains(zone) else { return }
    let names = cluster.zones.map(\.rawValue)
    findings.add(
      "unknown zone \(Quoted.text(zone.rawValue))", expected: Words.oneOf(names),
      nearest: Nearest.word(to: zone.rawValue, in: names), at: place)
  }

  /// A fault that falls on nobody could have no effect: a machine that lies in another zone, or the minority of two.
  private static func checkSomebodyIsMeant(
    by written: TargetV1, _ kind: Fault.Kind, at place: Place, in spec: SpecV1, _ findings: inout Findings
  ) {
    guard written.isKnown, let cluster = spec.clusterIfKnown else { return }
    let target = written.target
    let total = mostCandidates(for: target, in: cluster)
    if total == 0 {
      let machines = Words.oneOf(cluster.machines.map { "\($0.name) in zone \($0.zone)" })
      findings.add("no machine meets all these conditions", expected: machines, at: place)
    } else if target.count.number(of: total) == 0 {
      findings.add(
        "the \(target.count.rawValue) of \(total) is nobody", expected: "one, majority or all",
        at: written.count.place ?? place)
    }
  }

  /// Which member leads is known only when the fault is put in.
  private static func mostCandidates(for target: Target, in cluster: ClusterSpec) -> Int {
    let candidates = target.regardlessOfRole(in: cluster).count
    switch target.role {
    case nil: return candidates
    case .leader: return min(1, candidates)
    case .follower: return min(cluster.controlPlanes - 1, candidates)
    }
  }
}

extension Target {
  /// The machines that meet every condition but the role.
  func regardlessOfRole(in cluster: ClusterSpec) -> [MachineName] {
    var anyRole = self
    anyRole.role = nil
    return anyRole.candidates(cluster.machines.map { ($0.name, $0.zone, $0.components) }, leader: nil)
  }
}

extension Component {
  fileprivate var hasCertificate: Bool { isOnControlPlane }
}

extension TargetV1 {
  /// No condition was written wrongly.
  var isKnown: Bool {
    !component.isWrong && !machine.isWrong && !zone.isWrong && !role.isWrong && !count.isWrong
  }
}
