public import Model

/// Where a lane stands now.
public struct LaneState: Hashable, Sendable {
  /// The first good moment of the unbroken good stretch; `nil` while failing, or before the first good sample.
  public var goodSince: MonotonicTime?
  /// Up to when that stretch is confirmed by finished samples. A request that is overdue holds it back.
  public var goodUntil: MonotonicTime?
  /// The beginning of the open outage; `nil` when there is none.
  public var failingSince: MonotonicTime?
  /// What the open outage began with.
  public var failure: SampleFailure?
  public var consecutiveFailures: Int
  /// Whether the oldest request under way has taken longer than usual.
  public var isOverdue: Bool
  public var samples: Int

  public var isGood: Bool { goodSince != nil && !isOverdue }
  /// How long it has been confirmed good without a break; zero while failing.
  public var goodFor: Duration {
    guard let goodSince, let goodUntil, goodUntil > goodSince else { return .zero }
    return goodUntil - goodSince
  }
}
