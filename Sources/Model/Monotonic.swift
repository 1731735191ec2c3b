import CLinux

/// A moment on the kernel's monotonic clock (`CLOCK_MONOTONIC`).
///
/// It never jumps when wall time is set, and every process of one boot reads the same clock, so moments taken in
/// different processes can be compared. It stands still while the host is suspended. It has no date: wall time only
/// labels a run.
public struct MonotonicTime: Hashable, Comparable, Codable, Sendable {
  /// Nanoseconds since an arbitrary start, usually the boot.
  public var nanoseconds: UInt64

  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// The moment of this call. Costs about 25 ns, since the kernel answers it without a system call.
  public static func now() -> MonotonicTime { MonotonicTime(nanoseconds: linux_monotonic_nanoseconds()) }

  public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The moment `duration` later; the clock's start when a negative duration would lead before it.
  public static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
    let shift = duration.wholeNanoseconds
    return shift < 0 ? time.earlier(by: shift.magnitude) : MonotonicTime(nanoseconds: time.nanoseconds &+ UInt64(shift))
  }

  public static func - (time: MonotonicTime, duration: Duration) -> MonotonicTime { time + (.zero - duration) }

  /// The time from `earlier` to `later`; negative when they stand the other way round.
  public static func - (later: MonotonicTime, earlier: MonotonicTime) -> Duration {
    later >= earlier
      ? .nanoseconds(Int64(clamping: later.nanoseconds - earlier.nanoseconds))
      : .nanoseconds(-Int64(clamping: earlier.nanoseconds - later.nanoseconds))
  }

  public static func += (time: inout MonotonicTime, duration: Duration) { time = time + duration }

  private func earlier(by shift: UInt64) -> MonotonicTime {
    MonotonicTime(nanoseconds: nanoseconds > shift ? nanoseconds - shift : 0)
  }
}

extension MonotonicTime {
  public init(from decoder: any Decoder) throws {
    nanoseconds = try decoder.singleValueContainer().decode(UInt64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(nanoseconds)
  }
}

/// How long the host has been suspended since its boot: the clock that counts suspension less the one that does not.
public func timeSuspended() -> Duration {
  let counted = linux_boottime_nanoseconds()
  let awake = linux_monotonic_nanoseconds()
  return .nanoseconds(Int64(clamping: counted > awake ? counted - awake : 0))
}

extension Duration {
  /// This duration in nanoseconds, cut off below one; held at ±292 years.
  public var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, tooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if tooLarge { return seconds < 0 ? .min : .max }
    let (sum, overflows) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflows ? (seconds < 0 ? .min : .max) : sum
  }
}
