import Model

/// What an objective is about, read back from its name in the record, with the sentences that reports share.
enum ObjectiveKind: Hashable {
  case recovered, unrecovered, detect, recover, dataLoss
  case outage(String)
  case milestone(Milestone)
  case other(String)

  init(_ name: String) {
    switch name {
    case "recovered": self = .recovered
    case "unrecovered": self = .unrecovered
    case "detect": self = .detect
    case "recover": self = .recover
    case "dataLoss": self = .dataLoss
    default: self = Self.other(named: name)
    }
  }

  private static func other(named name: String) -> ObjectiveKind {
    if let milestone = Milestone(rawValue: name) { return .milestone(milestone) }
    return name.hasPrefix("outage ") ? .outage(String(name.dropFirst(7))) : .other(name)
  }

  /// JUnit's `failure type`.
  var missType: String {
    switch self {
    case .recovered: "NotRecovered"
    case .unrecovered: "Recovered"
    case .detect: "TimeToDetectExceeded"
    case .recover: "TimeToRecoverExceeded"
    case .dataLoss: "DataLossExceeded"
    case .outage: "OutageExceeded"
    case .milestone: "MilestoneMissed"
    case .other: "ObjectiveMissed"
    }
  }

  var title: String {
    switch self {
    case .recovered: "Recovered before the deadline"
    case .unrecovered: "Not recovered, as expected"
    case .detect: "Time to detect"
    case .recover: "Time to recover"
    case .dataLoss: "Data loss"
    case .outage(let lane): "Outage of \(lane)"
    case .milestone(let milestone): milestone.title.prefix(1).uppercased() + milestone.title.dropFirst()
    case .other(let name): name
    }
  }
}

extension ObjectiveRecord {
  var kind: ObjectiveKind { ObjectiveKind(name) }

  /// How far beyond its target; nil when it is not, or was not measured.
  var excess: Double? {
    guard let measured, measured > target else { return nil }
    return measured - target
  }

  /// `recovered in 41.2 s, target 30 s (+11.2 s)`.
  func sentence(_ measures: Measures) -> String {
    guard let measured else { return notMeasured }
    let over = excess.map { " (+\(Figures.span($0)))" } ?? ""
    return happened(Figures.span(measured), measures) + ", target \(Figures.target(target))" + over
  }

  private func happened(_ span: String, _ measures: Measures) -> String {
    switch kind {
    case .recovered, .recover: "recovered in \(span)"
    case .unrecovered: "recovered in \(span), although nothing was to bring it back"
    case .detect: "detected in \(span)"
    case .dataLoss: "lost \(span) of acknowledged writes" + lostWrites(measures)
    case .outage(let lane): "\(lane) was down for \(span)"
    case .milestone(let milestone): "\(milestone.title) after \(span)"
    case .other(let name): "\(name) was \(span)"
    }
  }

  private func lostWrites(_ measures: Measures) -> String {
    measures.dataLoss.map { " (\(Figures.count($0.writes, "write")))" } ?? ""
  }

  private var notMeasured: String {
    switch kind {
    case .recovered: "not recovered within \(Figures.target(target))"
    case .unrecovered: "it was to fail, but no recovery was tried"
    case .milestone(let milestone): "never \(milestone.title), target \(Figures.target(target))"
    case .recover: "not recovered, target \(Figures.target(target))"
    case .detect: "not detected, target \(Figures.target(target))"
    case .dataLoss: "data loss could not be measured, target \(Figures.target(target))"
    case .outage(let lane): "the outage of \(lane) could not be measured, target \(Figures.target(target))"
    case .other(let name): "\(name) could not be measured, target \(Figures.target(target))"
    }
  }
}
