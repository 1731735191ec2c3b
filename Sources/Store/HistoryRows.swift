public import Foundation
public import Model

/// One run in the history.
public struct RunRow: Hashable, Sendable {
  public var id: String
  public var started: Date
  public var seconds: Double
  public var firedrillVersion: String
  public var exitCode: Int32
  public var counts: [DrillStatus: Int]
}

/// One drill of one run in the history.
public struct DrillRow: Hashable, Sendable {
  public var runID: String
  public var drill: String
  public var started: Date
  public var status: DrillStatus
  /// Kept for a drill that did not pass.
  public var reason: String?
  public var seconds: Double
  public var timeToDetect: Double?
  public var timeToRecover: Double?
  public var dataLoss: DataLoss?
}

/// How a drill's time to recover has been lately.
public struct RecoveryTrend: Hashable, Sendable {
  /// Of the last trials that passed or failed and came back.
  public var count: Int
  /// Half of them were at most this long.
  public var p50: Double
  /// All but one in twenty were at most this long.
  public var p95: Double
}

/// Percentiles by nearest rank: always a value that was really measured.
enum Percentile {
  /// - Returns: nil for no values.
  static func nearestRank(_ share: Double, of values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }
}
