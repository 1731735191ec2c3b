public import Model

/// What the sampler has to say.
public enum ProbeEvent: Hashable, Sendable {
  /// An outage is certain. Its beginning will not change.
  case outageBegan(LaneID, at: MonotonicTime, SampleFailure)
  case outageEnded(LaneID, Outage)
  /// The harness did not look: neither up nor down, for every lane.
  case unobserved(TimeSpan)
  /// Once a second for each lane.
  case health(LaneID, LaneStatistics)
}
