import Model

extension Rules {
  static func checkObjectives(_ spec: SpecV1, _ findings: inout Findings) {
    guard let objectives = spec.objectives.value else { return }
    checkDeadline(objectives.recover, "recover", in: spec, &findings)
    checkDeadline(objectives.detect, "detect", in: spec, &findings)
    checkLedger(objectives, in: spec, &findings)
    checkLanes(objectives, in: spec, &findings)
  }

  private static func checkDeadline(
    _ objective: Written<Duration>, _ name: String, in spec: SpecV1, _ findings: inout Findings
  ) {
    guard case .value(let target, let place) = objective, let deadline = spec.recoveryDeadline, target > deadline else {
      return
    }
    findings.add(
      "\(name) within \(DurationText.write(target)), but the recovery is given up after \(DurationText.write(deadline))",
      expected: "a recovery deadline beyond the objective", at: place)
  }

  private static func checkLedger(_ objectives: ObjectivesV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(_, let place) = objectives.dataLoss, spec.ledger.value?.isKept == false else { return }
    findings.add("dataLoss cannot be measured without a ledger", expected: "ledger: {rate: 50/s}", at: place)
  }

  private static func checkLanes(_ objectives: ObjectivesV1, in spec: SpecV1, _ findings: inout Findings) {
    guard let outage = objectives.outage.value, let lanes = lanes(of: spec) else { return }
    for (lane, limit) in outage where !lanes.contains(lane) {
      findings.add(
        "unknown lane \(Quoted.text(lane))", expected: Words.oneOf(lanes), nearest: Nearest.word(to: lane, in: lanes),
        at: limit.place)
    }
  }

  /// Every probe goes through the load balancer and straight to each machine; `api-read` also on new connections.
  private static func lanes(of spec: SpecV1) -> [String]? {
    guard let machines = spec.controlPlaneNames else { return nil }
    if case .wrong = spec.probes { return nil }
    let probes = spec.probeNames
    let through = probes.map { LaneID($0) }
    let fresh = probes.filter { $0 == .apiRead }.map { LaneID($0, newConnections: true) }
    let straight = probes.flatMap { probe in machines.map { LaneID(probe, on: MachineName($0)) } }
    return (through + fresh + straight).map(\.rawValue)
  }
}
