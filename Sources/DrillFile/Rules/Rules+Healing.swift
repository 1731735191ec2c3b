import Model

/// Recoveries that begin, or are made, outside the drill.
extension Rules {
  /// The alarm looks at machines; it has to have one to ring for, and the time to.
  static func checkAlarm(of recovery: RecoveryV1, in spec: SpecV1, _ findings: inout Findings) {
    let isAlarmed = spec.recoveryMeans?.usesAlarm
    if case .value(_, let place) = recovery.alarmPeriod, isAlarmed == false {
      findings.add(
        "alarmPeriod is for auto-recover-machine", expected: "runbook: auto-recover-machine, or no alarmPeriod",
        at: place)
    }
    guard isAlarmed == true, let place = recovery.runbook.place ?? recovery.steps.place else { return }
    if !hasFault(spec, where: \.isSeenByTheAlarm) {
      findings.add(
        "no fault takes a machine down, so the alarm never rings", expected: "such as machine.shutdown or machine.lose",
        at: place)
    }
    guard let period = recovery.alarmPeriod.or(RecoverySpec().alarmPeriod), let deadline = spec.recoveryDeadline,
      period * 2 >= deadline
    else { return }
    findings.add(
      "the alarm rings after two periods of \(DurationText.write(period)), when the recovery has been given up",
      expected: "a shorter alarmPeriod, or a deadline beyond \(DurationText.write(period * 2))",
      at: recovery.alarmPeriod.place ?? place)
  }

  /// What watches over machines has to have one to bring back, and nobody else may.
  static func checkWait(of recovery: RecoveryV1, in spec: SpecV1, _ findings: inout Findings) {
    guard spec.recoveryMeans?.awaitsMachines == true, let place = recovery.runbook.place ?? recovery.steps.place
    else { return }
    if !hasFault(spec, where: \.leavesMachinesDown) {
      findings.add(
        "no fault leaves a machine down, so there is none to wait for", expected: "such as machine.lose", at: place)
    }
    for fault in spec.faults.value ?? [] where fault.value.kinds.contains(where: \.leavesMachinesDown) {
      guard case .value(_, let place) = fault.value.duration else { continue }
      findings.add(
        "the drill itself would bring the machine back, and the recovery waits for something else to",
        expected: "no for", at: place)
    }
  }

  private static func hasFault(_ spec: SpecV1, where holds: (Fault.Kind) -> Bool) -> Bool {
    spec.faults.value?.contains { $0.value.kinds.contains(where: holds) } ?? true
  }
}

extension Fault.Kind {
  fileprivate var isSeenByTheAlarm: Bool {
    switch self {
    case .machineShutdown, .machineLose, .machineReboot, .zoneLose, .zonePartition, .networkPartition, .command: true
    default: false
    }
  }

  /// Until somebody switches it on or makes it anew.
  fileprivate var leavesMachinesDown: Bool {
    switch self {
    case .machineShutdown, .machineLose, .machineTerminate, .zoneLose, .command: true
    default: false
    }
  }
}

extension RecoveryMeans {
  fileprivate var usesAlarm: Bool {
    switch self {
    case .itself: false
    case .runbook(let name): name == .autoRecoverMachine
    case .steps(let steps): steps.contains(.awaitAlarm)
    }
  }
}
