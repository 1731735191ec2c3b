/// What is known about a lane over a whole span.
public enum Standing: String, Hashable, Sendable, Codable {
  /// Good from its first moment to its last.
  case good
  /// An outage overlaps it.
  case failing
  /// No outage overlaps it, but the harness did not look all the time.
  case unobserved
  /// Requests that started within it have not been answered yet, or the span has not ended.
  case undecided
}
