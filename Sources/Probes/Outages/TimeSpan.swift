public import Model

/// From one moment to a later one.
public struct TimeSpan: Hashable, Sendable, Codable {
  public var start: MonotonicTime
  public var end: MonotonicTime

  public init(_ start: MonotonicTime, _ end: MonotonicTime) {
    self.start = start
    self.end = max(start, end)
  }

  public var duration: Duration { end - start }

  /// Whether both have a moment in common; touching ends count.
  public func overlaps(_ other: TimeSpan) -> Bool { start <= other.end && other.start <= end }
}
