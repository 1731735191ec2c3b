/// One target on one measure.
public struct Objective: Hashable, Sendable, Codable {
  public enum Measure: Hashable, Sendable, Codable {
    /// The cluster came back at all before the recovery's deadline. Every drill has this one.
    case recovered
    case timeToDetect
    case timeToRecover
    case dataLoss
    case outage(LaneID)
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
    }
  }
}

extension Objectives {
  /// Every objective of a drill in the order that reports show them.
  public func list(deadline: Duration) -> [Objective] {
    [
      [Objective(.recovered, target: deadline)],
      detect.map { [Objective(.timeToDetect, target: $0)] } ?? [],
      recover.map { [Objective(.timeToRecover, target: $0)] } ?? [],
      dataLoss.map { [Objective(.dataLoss, target: $0)] } ?? [],
      outage.sorted { $0.key < $1.key }.map { Objective(.outage($0.key), target: $0.value) },
    ].flatMap(\.self)
  }
}
