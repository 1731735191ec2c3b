public import Model

/// One question and what came of it.
public struct Sample: Hashable, Sendable {
  public var lane: LaneID
  /// Counts the lane's requests from 0. A skipped sample has the number of the request that will be sent next.
  public var sequence: UInt64
  /// Just before the request was handed to the network.
  public var start: MonotonicTime
  /// When libcurl reported the answer or the failure, or when the sampler gave up.
  public var end: MonotonicTime
  public var outcome: SampleOutcome
  /// How much later than planned it started.
  public var lateness: Duration
  /// Whether any part of the request was written to a connection. If not, the server has certainly never seen it.
  public var requestWasSent: Bool
  /// The status of the answer, when one came.
  public var httpStatus: Int?

  public init(
    lane: LaneID, sequence: UInt64, start: MonotonicTime, end: MonotonicTime, outcome: SampleOutcome,
    lateness: Duration, requestWasSent: Bool, httpStatus: Int?
  ) {
    self.lane = lane
    self.sequence = sequence
    self.start = start
    self.end = end
    self.outcome = outcome
    self.lateness = lateness
    self.requestWasSent = requestWasSent
    self.httpStatus = httpStatus
  }

  public var latency: Duration { end - start }
}

public enum SampleOutcome: Hashable, Sendable {
  case good
  case failed(SampleFailure)
  /// Neither good nor bad: given up at the in-flight limit before its timeout, to make room for a newer one; or a read
  /// whose kept connection the server was closing, which is asked anew at once.
  case withdrawn
  /// Not sent, since the in-flight limit was reached and no request was old enough to give up.
  case skipped
}

public struct SampleFailure: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable {
    case refused, reset, unreachable, timedOut, tls, dns, status, body, other
  }

  public var kind: Kind
  public var detail: String

  public init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}

extension SampleFailure: CustomStringConvertible {
  public var description: String { detail }
}
