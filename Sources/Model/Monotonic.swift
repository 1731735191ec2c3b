#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A moment on the kernel's monotonic clock (`CLOCK_MONOTONIC`), which no wall-clock step can move.
///
/// Comparable between processes of one boot, so that a worker's times and its parent's lie on one axis.
public struct MonotonicTime: Hashable, Comparable, Codable, Sendable {
  /// Nanoseconds since an origin that the kernel chooses.
  public var nanoseconds: UInt64

  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  public static func now() -> MonotonicTime {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// Stops at zero instead of wrapping.
  public static func + (time: Self, duration: Duration) -> Self {
    let moved = Int64(clamping: time.nanoseconds).addingReportingOverflow(duration.nanoseconds).partialValue
    return Self(nanoseconds: UInt64(max(0, moved)))
  }

  public static func - (time: Self, duration: Duration) -> Self {
    time + (.zero - duration)
  }

  public static func - (later: Self, earlier: Self) -> Duration {
    .nanoseconds(Int64(clamping: later.nanoseconds) - Int64(clamping: earlier.nanoseconds))
  }
}
