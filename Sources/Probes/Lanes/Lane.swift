public import Model
public import Transport

/// One thing that is asked at a fixed rate, all through a drill.
public struct Lane: Sendable {
  public enum Connection: Hashable, Sendable {
    /// Connections are kept and reused, HTTP/2 where the server offers it.
    case kept
    /// Every request opens its own TCP and TLS connection.
    case new
  }

  public enum Request: Sendable {
    case same(ProbeRequest)
    /// Made anew for each sample from its sequence number, which starts at 0 and counts requests sent.
    case numbered(@Sendable (_ sequence: UInt64) -> ProbeRequest)
  }

  public var id: LaneID
  public var request: Request
  public var connection: Connection
  public var tls: TLSIdentity?
  public var expectation: Expectation
  /// From the start of one sample to the start of the next, by absolute deadlines. 10 ms by default: an outage's edge
  /// is then known to 10 ms, at under 1 % of a core on a kept connection.
  public var interval: Duration
  /// The shortest interval while an outage is open that the server's kernel answers at once (refused, reset). 1 ms by
  /// default. ``Pace`` says when it is used.
  public var fastInterval: Duration
  /// A request without its whole answer after this long has failed. 1 s by default. A slower server is down, as far as
  /// this lane is concerned.
  public var timeout: Duration
  /// An answer that took longer ends an outage when it *came*, not when it was asked for. 50 ms by default.
  public var slowAfter: Duration
  /// Whether a reset of an idle kept connection triggers samples at once. See ``OutageTracker``.
  public var tripwire: Bool
  /// Whether each sample is handed to the sampler's `samples` sink. Off by default, since edges and histograms suffice.
  public var deliversSamples: Bool
  /// The most requests under way at once; `nil` means 64 where requests share a connection (HTTP/2), else 16.
  public var inFlightLimit: Int?

  public init(
    _ id: LaneID, _ request: Request, connection: Connection = .kept, tls: TLSIdentity? = nil,
    expectation: Expectation = Expectation(), interval: Duration = .milliseconds(10),
    fastInterval: Duration = .milliseconds(1), timeout: Duration = .seconds(1), slowAfter: Duration = .milliseconds(50),
    tripwire: Bool = true, deliversSamples: Bool = false, inFlightLimit: Int? = nil
  ) {
    self.id = id
    self.request = request
    self.connection = connection
    self.tls = tls
    self.expectation = expectation
    self.interval = interval
    self.fastInterval = fastInterval
    self.timeout = timeout
    self.slowAfter = slowAfter
    self.tripwire = tripwire
    self.deliversSamples = deliversSamples
    self.inFlightLimit = inFlightLimit
  }
}
