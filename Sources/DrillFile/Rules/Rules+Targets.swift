import Model

extension Rules {
  static func checkTarget(of fault: Located<FaultV1>, in spec: SpecV1, _ findings: inout Findings) {
    guard let target = fault.value.on.value, let place = fault.value.on.place, let kind = fault.value.kinds.first else {
      return
    }
    checkComponent(of: target, kind, at: place, &findings)
    checkLoadBalancer(of: target, in: spec, &findings)
    checkRole(of: target, in: spec, &findings)
    checkMachine(of: target, in: spec, &findings)
    checkZone(of: target, in: spec, &findings)
    checkCount(of: target, in: spec, &findings)
  }

  private static func checkComponent(
    of target: TargetV1, _ kind: Fault.Kind, at place: Place, _ findings: inout Findings
  ) {
    switch (kind, target.component) {
    case (.processKill, .absent), (.processPause, .absent):
      let words = Component.allCases.map(\.rawValue).joined(separator: ", ")
      findings.add("\(kind.rawValue) without a component", expected: "component: one of \(words)", at: place)
    case (.storageLose, .value(let component, let place)) where component != .etcd:
      findings.add("\(component.rawValue) keeps nothing on a disk", expected: "etcd", nearest: "etcd", at: place)
    default: break
    }
  }

  private static func checkLoadBalancer(of target: TargetV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(.loadBalancer, let place) = target.component, spec.controlPlanes == 1 else { return }
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
    if role == .follower, spec.controlPlanes == 1 {
      findings.add("etcd with one member has no follower", expected: "leader, or more control planes", at: place)
    }
  }

  private static func checkMachine(of target: TargetV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(let machine, let place) = target.machine else { return }
    guard let controlPlanes = spec.controlPlaneNames, let workers = spec.workers else { return }
    let names = controlPlanes + (workers > 0 ? (1...workers).map { "worker-\($0)" } : [])
    guard !names.contains(machine.rawValue) else { return }
    findings.add(
      "unknown machine \(Quoted.text(machine.rawValue))", expected: Words.oneOf(names),
      nearest: Nearest.word(to: machine.rawValue, in: names), at: place)
  }

  private static func checkZone(of target: TargetV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(let zone, let place) = target.zone, let zones = spec.zones, !zones.contains(zone) else { return }
    let names = zones.map(\.rawValue)
    findings.add(
      "unknown zone \(Quoted.text(zone.rawValue))", expected: Words.oneOf(names),
      nearest: Nearest.word(to: zone.rawValue, in: names), at: place)
  }

  /// `minority` of one machine, or of two, is nobody; such a fault could have no effect.
  private static func checkCount(of target: TargetV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(let count, let place) = target.count, let controlPlanes = spec.controlPlanes else { return }
    let isOne = target.machine.isThere || target.role.value == .leader
    let total = isOne ? 1 : controlPlanes
    guard count.number(of: total) == 0 else { return }
    findings.add("the \(count.rawValue) of \(total) is nobody", expected: "one, majority or all", at: place)
  }
}
