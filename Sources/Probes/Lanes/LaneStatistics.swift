/// What a lane has seen so far, in figures.
public struct LaneStatistics: Hashable, Sendable {
  /// Requests that ended good or failed.
  public var samples = 0
  public var failed = 0
  /// Samples not sent at the in-flight limit.
  public var skipped = 0
  /// Requests without a verdict; see ``SampleOutcome/withdrawn``.
  public var withdrawn = 0
  /// From asking to answer, of good samples.
  public var latency = Histogram()
  /// How much later than planned samples started.
  public var lateness = Histogram()

  public init() {}
}
