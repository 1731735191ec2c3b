import Model

extension Rules {
  static func checkWayBack(from fault: Located<FaultV1>, in spec: SpecV1, _ findings: inout Findings) {
    checkEnd(of: fault, in: spec, &findings)
    guard let deadline = spec.recoveryDeadline, let first = firstFault(in: spec), let last = lastTime(of: fault.value),
      let place = fault.value.duration.place ?? fault.value.every.place ?? fault.value.at.place
    else { return }
    let end = last + (fault.value.duration.value ?? .zero) - first
    guard end >= deadline else { return }
    findings.add(
      "this fault lasts until \(DurationText.write(end)) after the first one, when the recovery has been given up",
      expected: "an end before the recovery's deadline of \(DurationText.write(deadline))", at: place)
  }

  /// Under `self`, what has to be taken out has to have an end: every machine's own lanes have to be good again.
  private static func checkEnd(of fault: Located<FaultV1>, in spec: SpecV1, _ findings: inout Findings) {
    guard spec.recoveryMeans == .itself, spec.recovery.or(RecoveryV1())?.requires.or(.all) == .all,
      !spec.expect.isWrong, spec.expectation == .recovered, !fault.value.duration.isThere,
      let kind = fault.value.kinds.first, let fault = fault.value.fault.map({ (fault: $0, place: fault.place) })
    else { return }
    if kind == .processPause {
      findings.add(
        "a paused process that nobody wakes never recovers by itself", expected: "for: when to wake it",
        at: fault.place)
    } else if fault.fault.lastsUntilUndone {
      findings.add(
        "\(kind.rawValue) lasts until it is taken out, and nothing here recovers from it",
        expected: "for: when to take it out; or a runbook; or requires: service", at: fault.place)
    }
  }

  /// Of one that waits for something, counted as if that came at once. nil when a time is wrong.
  private static func lastTime(of fault: FaultV1) -> Duration? {
    guard let at = fault.at.or(.zero), let every = fault.every.or(.zero), let times = fault.times.or(1) else {
      return nil
    }
    return at + every * (times - 1)
  }

  /// nil when some fault's time is wrong.
  private static func firstFault(in spec: SpecV1) -> Duration? {
    let times = (spec.faults.value ?? []).filter { !$0.value.when.isThere }.map { $0.value.at.or(.zero) }
    return times.contains { $0 == nil } ? nil : times.compactMap(\.self).min() ?? .zero
  }

  static func checkRecovery(_ spec: SpecV1, _ findings: inout Findings) {
    guard let recovery = spec.recovery.value else { return }
    if case .value(_, let place) = recovery.steps, recovery.runbook.isThere {
      findings.add("a runbook and steps at once", expected: "one of them", at: place)
    }
    checkNeeds(of: recovery, in: spec, &findings)
    if spec.expectation == .recovered { checkOrder(of: recovery.steps.value ?? [], &findings) }
    checkAlarm(of: recovery, in: spec, &findings)
    checkWait(of: recovery, in: spec, &findings)
    checkPlace(of: recovery, in: spec, &findings)
    guard let deadline = spec.recoveryDeadline, case .value(let stable, let place) = recovery.stable,
      stable > deadline
    else { return }
    findings.add(
      "\(DurationText.write(stable)) of stability do not fit into the deadline of \(DurationText.write(deadline))",
      expected: "at most the deadline", at: place)
  }

  private static func checkNeeds(of recovery: RecoveryV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(.runbook(let runbook), let place) = recovery.runbook, let cluster = spec.cluster.or(ClusterV1())
    else { return }
    if runbook.needsBackups, !cluster.backups.isThere {
      findings.add(
        "\(runbook.rawValue) needs backups, and the cluster has none", expected: "cluster: {backups: {every: 10s}}",
        at: place)
    }
    if runbook == .reattachVolume, cluster.volumes.or(ClusterSpec().volumes) == .local {
      findings.add(
        "reattach-volume needs volumes that outlive their machine", expected: "cluster: {volumes: persistent}",
        at: place)
    }
  }

  private static func checkPlace(of recovery: RecoveryV1, in spec: SpecV1, _ findings: inout Findings) {
    checkZone(recovery.zone, in: spec, &findings)
    guard let means = spec.recoveryMeans else { return }
    if case .value(.runbook(.reprovisionInZone), let place) = recovery.runbook, !recovery.zone.isThere {
      let zones = spec.clusterIfKnown.map { Words.oneOf($0.zones.map(\.rawValue)) } ?? "a zone"
      findings.add("reprovision-in-zone without a zone", expected: "zone: \(zones)", at: place)
    }
    guard case .value(let zone, let place) = recovery.zone else { return }
    if !means.makesMachines {
      findings.add(
        "\(means.name) makes no machines, so zone says nothing", expected: "no zone, or reprovision-in-zone", at: place)
    }
    let lost = (spec.faults.value ?? []).contains { $0.value.zone.value == zone && !$0.value.duration.isThere }
    if lost {
      findings.add("zone \(zone) is the one that is lost", expected: "a zone that can be reached", at: place)
    }
  }
}

extension Fault {
  /// It goes on until it is taken out or somebody repairs it, and keeps a control plane's machine from serving.
  fileprivate var lastsUntilUndone: Bool {
    switch self {
    case .on(.balancerStop, _), .on(.etcdNospace, _), .partition, .trouble, .backup, .destroyCluster, .command: false
    case .on(.certificateExpire, _), .zone: true
    case .on(let fault, let target):
      fault.canBeUndone && (target.component?.isOnControlPlane ?? (target.machine?.rawValue.hasPrefix("cp-") ?? false))
    }
  }
}

extension RunbookName {
  fileprivate var needsBackups: Bool {
    switch self {
    case .restoreFromBackup, .reprovisionInZone, .rebuildCluster: true
    default: false
    }
  }
}

extension RecoveryMeans {
  fileprivate var makesMachines: Bool {
    switch self {
    case .itself: false
    case .runbook(.replaceMember), .runbook(.reattachVolume), .runbook(.recoverFromSurvivor),
      .runbook(.reprovisionInZone), .runbook(.rebuildCluster):
      true
    case .runbook: false
    case .steps(let steps): steps.contains { [.replaceMachines, .reprovision, .attachVolumes].contains($0) }
    }
  }
}
