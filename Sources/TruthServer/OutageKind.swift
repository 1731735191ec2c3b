/// A way for a server to be down.
public enum OutageKind: String, CaseIterable, Sendable {
  /// Every connection is reset and nothing listens.
  case refuse
  /// Every connection is reset, new ones as soon as they are accepted.
  case reset
  /// Connections are accepted and requests read; the requests of the outage are never answered.
  case hang
  /// The server does nothing at all, and answers everything late when it wakes.
  case freeze
  /// Every request is answered with status 500.
  case error
}
