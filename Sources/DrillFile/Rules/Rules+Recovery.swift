import Model

extension Rules {
  /// Only what can be undone can have an end.
  static func checkTimes(of fault: Located<FaultV1>, _ findings: inout Findings) {
    guard case .value(_, let place) = fault.value.duration, let kind = fault.value.kinds.first else { return }
    switch kind {
    case _ where TargetedFault(rawValue: kind.rawValue)?.canBeUndone == false:
      findings.add("\(kind.rawValue) cannot be undone, so it has no end", expected: "a fault without for", at: place)
    case .command:
      guard let command = fault.value.command.value, !command.undo.isThere else { return }
      findings.add("a command without undo cannot be taken out", expected: "an undo, or no for", at: place)
    default: break
    }
  }

  static func checkWayBack(from fault: Located<FaultV1>, in spec: SpecV1, _ findings: inout Findings) {
    guard let means = spec.recoveryMeans, let deadline = spec.recoveryDeadline, let first = firstFault(in: spec) else {
      return
    }
    if means == .itself, fault.value[.processPause].isThere, !fault.value.duration.isThere {
      findings.add(
        "a paused process that nobody wakes never recovers by itself", expected: "for: when to wake it",
        at: fault.place)
    }
    guard let at = fault.value.at.or(.zero), let place = fault.value.duration.place ?? fault.value.at.place else {
      return
    }
    let end = at + (fault.value.duration.value ?? .zero) - first
    guard end >= deadline else { return }
    findings.add(
      "this fault lasts until \(DurationText.write(end)) after the first one, when the recovery has been given up",
      expected: "an end before the recovery's deadline of \(DurationText.write(deadline))", at: place)
  }

  /// nil when some fault's time is wrong.
  private static func firstFault(in spec: SpecV1) -> Duration? {
    let times = spec.faults.value?.map { $0.value.at.or(.zero) } ?? []
    return times.contains { $0 == nil } ? nil : times.compactMap(\.self).min()
  }

  static func checkRecovery(_ spec: SpecV1, _ findings: inout Findings) {
    checkBackups(spec, &findings)
    guard let recovery = spec.recovery.value, let deadline = spec.recoveryDeadline,
      case .value(let stable, let place) = recovery.stable, stable > deadline
    else { return }
    findings.add(
      "\(DurationText.write(stable)) of stability do not fit into the deadline of \(DurationText.write(deadline))",
      expected: "at most the deadline", at: place)
  }

  private static func checkBackups(_ spec: SpecV1, _ findings: inout Findings) {
    guard case .value(.runbook(.restoreFromBackup), let place)? = spec.recovery.value?.means,
      let cluster = spec.cluster.or(ClusterV1()), !cluster.backups.isThere
    else { return }
    findings.add(
      "restore-from-backup needs backups, and the cluster has none",
      expected: "cluster: {backups: {every: 10s}}", at: place)
  }
}
