extension Grader {
  /// When each milestone stood, in seconds from the first fault: the last time that it came true before the cluster counted
  /// as recovered; `converged` may come after that.
  func milestones(from faultAt: Double) -> [Milestone: Double] {
    var result: [Milestone: Double] = [:]
    for milestone in Milestone.allCases {
      guard let at = moment(of: milestone) else { continue }
      result[milestone] = max(0, at - faultAt)
    }
    return result
  }

  private func moment(of milestone: Milestone) -> Double? {
    let told = history.milestones[milestone] ?? []
    switch milestone {
    case .detected: return history.detectedAt
    case .decided: return told.last ?? history.recoveryBeganAt
    case .converged: return told.last
    case .repaired, .quorum, .firstWrite:
      guard let end = history.stable?.end else { return told.last }
      return told.last { $0 <= end }
    }
  }

  /// What the time to recover is made of: the spans between the milestones that were reached, in the order in which they
  /// were. A state that no fault took away, such as quorum where one member of three died, ends no span.
  func phases(_ measures: Measures) -> [PhaseRecord] {
    guard let faultAt = history.faultAt else { return [] }
    var moments = Milestone.allCases.compactMap { milestone in
      measures.milestones[milestone].map { (name: milestone.title, at: $0) }
    }.filter { $0.at > 0 }
    if let recovered = measures.timeToRecover {
      let place = measures.milestones[.converged] == nil ? moments.endIndex : moments.endIndex - 1
      moments.insert((name: "recovered", at: recovered), at: place)
    }
    let inOrder = moments.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
      .map(\.element)
    return zip([(name: "fault", at: 0)] + inOrder, inOrder).map { from, to in
      PhaseRecord(name: "\(from.name) → \(to.name)", start: faultAt + from.at, seconds: to.at - from.at)
    }
  }
}

extension Milestone {
  /// For people.
  public var title: String { self == .firstWrite ? "first write" : rawValue }
}
