import Model

extension Rules {
  static func checkTarget(of fault: Located<FaultV1>, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(let target, let place) = fault.value.on, let kind = fault.value.kinds.first else { return }
    let before = findings.count
    checkComponent(of: target, kind, at: place, &findings)
    checkLoadBalancer(of: target, in: spec, &findings)
    checkRole(of: target, in: spec, &findings)
    checkMachine(of: target, in: spec, &findings)
    checkZone(of: target, in: spec, &findings)
    if findings.count == before { checkSomebodyIsMeant(by: target, at: place, in: spec, &findings) }
  }

  private static func checkComponent(
    of target: TargetV1, _ kind: Fault.Kind, at place: Place, _ findings: inout Findings
  ) {
    switch (kind, target.component) {
    case (_, .absent) where TargetedFault(rawValue: kind.rawValue)?.needsComponent == true:
      let words = Words.oneOf(Component.allCases.map(\.rawValue))
      findings.add("\(kind.rawValue) without a component", expected: "component: \(words)", at: place)
    case (_, .value(let component, let place))
    where component != .etcd && TargetedFault(rawValue: kind.rawValue)?.fallsOnStorage == true:
      findings.add("\(component.rawValue) keeps nothing on a disk", expected: "etcd", nearest: "etcd", at: place)
    default: break
    }
  }

  private static func checkLoadBalancer(of target: TargetV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(.loadBalancer, let place) = target.component, spec.clusterIfKnown?.controlPlanes == 1 else {
      return
    }
    findings.add(
      "a cluster with one control plane has no load balancer", expected: "more control planes, or another component",
      at: place)
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
    let names = cluster.machines.map(\.name.rawValue) + (0..<cluster.workers).map { "worker-\($0 + 1)" }
    guard !names.contains(machine.rawValue) else { return }
    findings.add(
      "unknown machine \(Quoted.text(machine.rawValue))", expected: Words.oneOf(names),
      nearest: Nearest.word(to: machine.rawValue, in: names), at: place)
  }

  private static func checkZone(of target: TargetV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(let zone, let place) = target.zone, let cluster = spec.clusterIfKnown else { return }
    guard !cluster.zones.contains(zone) else { return }
    let names = cluster.zones.map(\.rawValue)
    findings.add(
      "unknown zone \(Quoted.text(zone.rawValue))", expected: Words.oneOf(names),
      nearest: Nearest.word(to: zone.rawValue, in: names), at: place)
  }

  /// A fault that falls on nobody could have no effect: a machine that lies in another zone, or the minority of two.
  private static func checkSomebodyIsMeant(
    by written: TargetV1, at place: Place, in spec: SpecV1, _ findings: inout Findings
  ) {
    guard written.isKnown, let cluster = spec.clusterIfKnown else { return }
    let target = written.target
    guard cluster.workers == 0 || target.component != nil else { return }
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
    var anyRole = target
    anyRole.role = nil
    let machines = cluster.machines.map { (name: $0.name, zone: $0.zone, components: $0.components) }
    let candidates = anyRole.candidates(machines, leader: nil).count
    switch target.role {
    case nil: return candidates
    case .leader: return min(1, candidates)
    case .follower: return min(cluster.controlPlanes - 1, candidates)
    }
  }
}

extension TargetV1 {
  /// No condition was written wrongly.
  fileprivate var isKnown: Bool {
    !component.isWrong && !machine.isWrong && !zone.isWrong && !role.isWrong && !count.isWrong
  }
}
