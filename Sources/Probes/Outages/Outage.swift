public import Model

/// A span in which a lane failed: from the *start* of the first failed request to the start of the first good one after
/// it.
public struct Outage: Hashable, Sendable, Codable {
  public var start: MonotonicTime
  public var end: MonotonicTime
  /// How much earlier it may have begun: back to the last good sample. Zero where a tripwire saw the moment.
  public var startResolution: Duration
  /// How much earlier it may have ended: back to the last failed sample.
  public var endResolution: Duration
  /// Whether the harness was not looking when it began or ended, so that its length is only a bound.
  public var isUncertain: Bool
  /// What the first failure was.
  public var failure: SampleFailure

  public init(
    start: MonotonicTime, end: MonotonicTime, startResolution: Duration, endResolution: Duration, isUncertain: Bool,
    failure: SampleFailure
  ) {
    self.start = start
    self.end = end
    self.startResolution = startResolution
    self.endResolution = endResolution
    self.isUncertain = isUncertain
    self.failure = failure
  }

  public var duration: Duration { end - start }
  public var span: TimeSpan { TimeSpan(start, end) }
  /// The most by which `duration` may be wrong, one way or the other.
  public var resolution: Duration { max(startResolution, endResolution) }
}

/// An outage that has not ended yet.
public struct OpenOutage: Hashable, Sendable, Codable {
  public var start: MonotonicTime
  public var startResolution: Duration
  public var isUncertain: Bool
  public var failure: SampleFailure
  /// The start of the latest failed request that is known.
  public var lastFailure: MonotonicTime

  public init(
    start: MonotonicTime, startResolution: Duration, isUncertain: Bool, failure: SampleFailure,
    lastFailure: MonotonicTime
  ) {
    self.start = start
    self.startResolution = startResolution
    self.isUncertain = isUncertain
    self.failure = failure
    self.lastFailure = lastFailure
  }
}
