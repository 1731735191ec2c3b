import Model

extension Rules {
  static func checkObjectives(_ spec: SpecV1, _ findings: inout Findings) {
    guard let objectives = spec.objectives.value else { return }
    checkDeadline(objectives.recover, "recover", in: spec, &findings)
    checkDeadline(objectives.detect, "detect", in: spec, &findings)
    checkPhases(objectives, in: spec, &findings)
    checkLedger(objectives, in: spec, &findings)
    checkLanes(objectives, in: spec, &findings)
  }

  /// A drill that is to end unrecovered has nothing else to measure.
  static func checkExpectation(_ spec: SpecV1, _ findings: inout Findings) {
    guard case .value(.unrecovered, _) = spec.expect, let objectives = spec.objectives.value else { return }
    let written: [(name: String, place: Place?)] = [
      ("detect", objectives.detect.place), ("recover", objectives.recover.place),
      ("dataLoss", objectives.dataLoss.place), ("outage", objectives.outage.place),
      ("phases", objectives.phases.place),
    ]
    for case (let name, let place?) in written {
      findings.add(
        "\(name) cannot be met by a cluster that is to stay unrecovered",
        expected: "no objectives, or expect: recovered",
        at: place)
    }
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

  private static func checkPhases(_ objectives: ObjectivesV1, in spec: SpecV1, _ findings: inout Findings) {
    guard let phases = objectives.phases.value else { return }
    for milestone in Milestone.allCases {
      checkDeadline(phases[milestone], milestone.rawValue, in: spec, &findings)
    }
    guard case .value(_, let place) = phases[.decided], spec.recoveryMeans == .itself else { return }
    findings.add(
      "nobody decides on anything where the cluster heals by itself", expected: "a runbook, or no decided", at: place)
  }

  private static func checkLedger(_ objectives: ObjectivesV1, in spec: SpecV1, _ findings: inout Findings) {
    guard case .value(_, let place) = objectives.dataLoss, spec.ledger.value?.isKept == false else { return }
    findings.add("dataLoss cannot be measured without a ledger", expected: "ledger: {rate: 50/s}", at: place)
  }

  private static func checkLanes(_ objectives: ObjectivesV1, in spec: SpecV1, _ findings: inout Findings) {
    guard let outage = objectives.outage.value, let cluster = spec.clusterIfKnown, !spec.probes.isWrong else { return }
    let lanes = cluster.lanes(of: spec.probeNames).map(\.id.rawValue)
    for (lane, limit) in outage where !lanes.contains(lane) {
      findings.add(
        "unknown lane \(Quoted.text(lane))", expected: Words.oneOf(lanes), nearest: Nearest.word(to: lane, in: lanes),
        at: limit.place)
    }
  }
}
