public import Model

/// What a monitor sees of one lane.
public struct MonitorReading: Hashable, Sendable {
  public var lane: LaneID
  public var consecutiveFailures: Int

  public init(lane: LaneID, consecutiveFailures: Int) {
    self.lane = lane
    self.consecutiveFailures = consecutiveFailures
  }
}

/// When an operator would be called. One failed sample is noise; three in a row on any lane are not.
public struct MonitorRule: Hashable, Sendable {
  public static let standard = MonitorRule(consecutiveFailures: 3)

  public var consecutiveFailures: Int

  public init(consecutiveFailures: Int) {
    self.consecutiveFailures = consecutiveFailures
  }

  public var name: String { "\(consecutiveFailures) failed samples in a row" }

  /// - Returns: what set the rule off, or nil while it holds its peace.
  public func firing(_ readings: [MonitorReading]) -> String? {
    let failing = readings.filter { $0.consecutiveFailures >= consecutiveFailures }.map(\.lane).sorted()
    return failing.isEmpty ? nil : failing.map(\.rawValue).joined(separator: ", ")
  }
}
