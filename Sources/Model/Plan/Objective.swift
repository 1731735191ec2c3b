/// One target on one measure.
public struct Objective: Hashable, Sendable, Codable {
  public enum Measure: Hashable, Sendable, Codable {
    /// The cluster came back at all before the recovery's deadline. Every drill has this one.
    case recovered
    case timeToDetect
    case timeToRecover
    case dataLoss
    case outage(LaneID)
    case milestone(Milestone)
    /// Nothing was to bring the cluster back, and nothing did.
    case unrecovered
  }

  public var measure: Measure
  public var target: Duration

  public init(_ measure: Measure, target: Duration) {
    self.measure = measure
    self.target = target
  }

  public var name: String {
    switch measure {
    case .recovered: "recovered"
    case .timeToDetect: "detect"
    case .timeToRecover: "recover"
    case .dataLoss: "dataLoss"
    case .outage(let lane): "outage \(lane)"
    case .milestone(let milestone): milestone.rawValue
    case .unrecovered: "unrecovered"
    }
  }
}

extension Objectives {
  /// Every objective of a drill in the order that reports show them.
  public func list(deadline: Duration, expecting expectation: Expectation = .recovered) -> [Objective] {
    guard expectation == .recovered else { return [Objective(.unrecovered, target: deadline)] }
    var list = [Objective(.recovered, target: deadline)]
    if let detect { list.append(Objective(.timeToDetect, target: detect)) }
    if let recover { list.append(Objective(.timeToRecover, target: recover)) }
    if let dataLoss { list.append(Objective(.dataLoss, target: dataLoss)) }
    list += outage.sorted { $0.key < $1.key }.map { Objective(.outage($0.key), target: $0.value) }
    for milestone in Milestone.allCases {
      if let target = milestones[milestone] { list.append(Objective(.milestone(milestone), target: target)) }
    }
    return list
  }
}
