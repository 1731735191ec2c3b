public import Model

/// One finished request, as far as outages are concerned.
public struct Observation: Hashable, Sendable {
  public enum Verdict: Hashable, Sendable {
    case good
    case failed(SampleFailure)
    /// Given up before its timeout: tells nothing.
    case none
  }

  public var start: MonotonicTime
  public var end: MonotonicTime
  public var verdict: Verdict

  public init(_ start: MonotonicTime, _ end: MonotonicTime, _ verdict: Verdict) {
    self.start = start
    self.end = end
    self.verdict = verdict
  }
}
