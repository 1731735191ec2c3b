import Model

extension Rules {
  static func checkCluster(_ spec: SpecV1, _ findings: inout Findings) {
    guard case .value(let count, let place)? = spec.cluster.value?.controlPlanes, count.isMultiple(of: 2) else {
      return
    }
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
}
