/// Durations counted in buckets no wider than 1/32 of their value, from 1 µs to 18 minutes, in 4 KB.
public struct Histogram: Hashable, Sendable {
  public private(set) var count = 0
  public private(set) var max = Duration.zero
  private var buckets: [UInt32] = []

  public init() {}

  /// Counts `duration`; a negative one as zero.
  public mutating func record(_ duration: Duration) {
    let bucket = Self.bucket(of: duration)
    if bucket >= buckets.count { buckets += repeatElement(0, count: bucket + 1 - buckets.count) }
    buckets[bucket] &+= 1
    count += 1
    max = Swift.max(max, duration)
  }

  /// The duration that the given share of what was recorded does not exceed.
  ///
  /// - Parameter share: 0…1; 0.5 is the median.
  /// - Returns: the upper end of the bucket, never above `max`; `nil` when nothing was recorded.
  public func quantile(_ share: Double) -> Duration? {
    guard count > 0 else { return nil }
    let rank = Swift.max(1, Int((share * Double(count)).rounded(.up)))
    var seen = 0
    for (bucket, size) in buckets.enumerated() {
      seen += Int(size)
      if seen >= rank { return Swift.min(max, Self.upperEnd(of: bucket)) }
    }
    return max
  }

  // Values below 32 µs have a bucket each; above, every doubling is cut into 32.

  private static func bucket(of duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    let microseconds = UInt64(clamping: seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    let value = Swift.min(microseconds, 1 << 30)
    guard value >= 32 else { return Int(value) }
    let shift = 58 - value.leadingZeroBitCount
    return shift * 32 + Int(value >> UInt64(shift))
  }

  private static func upperEnd(of bucket: Int) -> Duration {
    guard bucket >= 64 else { return .microseconds(bucket) }
    let shift = bucket / 32 - 1
    return .microseconds(((bucket % 32 + 33) << shift) - 1)
  }
}
