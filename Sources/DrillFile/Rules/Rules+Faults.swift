import Model

extension Rules {
  /// Only what can be undone can have an end.
  static func checkTimes(of fault: Located<FaultV1>, _ findings: inout Findings) {
    guard case .value(_, let place) = fault.value.duration, let kind = fault.value.kinds.first else { return }
    let isFinal =
      TargetedFault(rawValue: kind.rawValue)?.canBeUndone == false || BareFault(rawValue: kind.rawValue) != nil
    if isFinal {
      findings.add("\(kind.rawValue) cannot be undone, so it has no end", expected: "a fault without for", at: place)
    } else if kind == .command, let command = fault.value.command.value, !command.undo.isThere {
      findings.add("a command without undo cannot be taken out", expected: "an undo, or no for", at: place)
    }
  }

  static func checkRepetition(of fault: Located<FaultV1>, _ findings: inout Findings) {
    let written = fault.value
    switch (written.every, written.times) {
    case (.value(_, let place), .absent):
      findings.add("every without times never ends", expected: "times: 3", at: place)
    case (.absent, .value(_, let place)):
      findings.add("times without every is all at once", expected: "every: 10s", at: place)
    case (.value(let every, let place), .value):
      guard let duration = written.duration.value, duration >= every else { return }
      findings.add(
        "each repetition begins before the one before it is taken out after \(DurationText.write(duration))",
        expected: "a time beyond for", at: place)
    default: break
    }
  }

  /// A trigger that never comes would keep the fault out, and the drill would prove nothing.
  static func checkTrigger(of fault: Located<FaultV1>, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(let when, let place) = fault.value.when, let trigger = when.trigger,
      let means = spec.recoveryMeans
    else { return }
    switch (trigger, means) {
    case (.recoveryStarted, .itself), (.step, .itself):
      findings.add(
        "a cluster that heals by itself begins no recovery", expected: "a runbook, or when: detected", at: place)
    case (.step(let name), .steps(let steps)) where !steps.contains(RecoveryStepName(name)):
      findings.add(
        "the recovery has no step \(Quoted.text(name))", expected: Words.oneOf(steps.map(\.rawValue)), at: place)
    default: break
    }
    if trigger != .steadyState, isLastHope(fault, in: spec) {
      findings.add(
        "nothing is detected before the first fault is put in, and none of the faults is the first",
        expected: "when: steady, or a fault before it", at: place)
    }
  }

  /// Whether every fault waits for what only another fault can bring about; told of the first of them.
  private static func isLastHope(_ fault: Located<FaultV1>, in spec: SpecV1) -> Bool {
    let faults = spec.faults.value ?? []
    return fault.place == faults.first?.place
      && faults.allSatisfy { other in
        if case .value(let when, _) = other.value.when, let trigger = when.trigger {
          trigger != .steadyState
        } else {
          false
        }
      }
  }

  /// Nothing can be cut between a machine and itself, or from nobody.
  static func checkSides(of fault: Located<FaultV1>, in spec: SpecV1, _ findings: inout Findings) {
    guard let partition = fault.value.partition.value, let place = fault.value.partition.place,
      let from = partition.from.value, let to = partition.to.value
    else { return }
    switch (from.target, to.target) {
    case (nil, nil):
      findings.add("the rest of what, if both sides are the rest", expected: "a target on one side", at: place)
    case (let target?, nil), (nil, let target?):
      guard target.isKnown, let cluster = spec.clusterIfKnown else { return }
      guard target.target.count == .all, target.target.role == nil else { return }
      guard target.target.regardlessOfRole(in: cluster).count == cluster.machines.count else { return }
      findings.add("the rest is nobody: the other side is every machine", expected: "fewer machines", at: place)
    case (let one?, let other?):
      guard one.isKnown, other.isKnown, let cluster = spec.clusterIfKnown else { return }
      guard one.target.role == nil, other.target.role == nil else { return }
      let both = Set(one.target.regardlessOfRole(in: cluster)).intersection(other.target.regardlessOfRole(in: cluster))
      guard !both.isEmpty else { return }
      findings.add(
        "\(Words.list(both.sorted().map(\.rawValue))) can be on both sides",
        expected: "sides without a machine in common",
        at: place)
    }
  }

  static func checkZone(of fault: Located<FaultV1>, in spec: SpecV1, _ findings: inout Findings) {
    let before = findings.count
    checkZone(fault.value.zone, in: spec, &findings)
    guard findings.count == before, case .value(let zone, let place) = fault.value.zone,
      let cluster = spec.clusterIfKnown
    else { return }
    if fault.value.kinds == [.zonePartition], cluster.machines.allSatisfy({ $0.zone == zone }) {
      findings.add(
        "nothing stands outside zone \(zone), so nothing is cut",
        expected: "loadBalancers: 1, or machines in other zones",
        at: place)
    }
    guard !cluster.machines.contains(where: { $0.zone == zone }) else { return }
    let used = cluster.zones.filter { zone in cluster.machines.contains { $0.zone == zone } }
    findings.add("no machine stands in zone \(zone)", expected: Words.oneOf(used.map(\.rawValue)), at: place)
  }

  /// What the fault falls on has to be there.
  static func checkMeans(of fault: Located<FaultV1>, in spec: SpecV1, _ findings: inout Findings) {
    guard let kind = fault.value.kinds.first, let written = spec.cluster.or(ClusterV1()) else { return }
    switch kind {
    case .backupCorrupt, .backupMissing:
      guard !written.backups.isThere else { return }
      findings.add(
        "\(kind.rawValue) needs backups, and the cluster has none", expected: "cluster: {backups: {every: 10s}}",
        at: fault.place)
    case .storageDetach:
      guard written.volumes.or(ClusterSpec().volumes) == .local else { return }
      findings.add(
        "a local volume cannot be taken away from its machine", expected: "cluster: {volumes: persistent}",
        at: fault.place)
    default: break
    }
  }
}
