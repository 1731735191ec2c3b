/// Durations in JSON are plain seconds, `2.5`; the standard library would write two halves of a 128-bit number.
///
/// What the compiler synthesizes for a `Codable` type of this room calls these, since they fit better than the generic ones.
extension KeyedEncodingContainer {
  mutating func encode(_ duration: Duration, forKey key: Key) throws {
    try encode(duration.seconds, forKey: key)
  }

  mutating func encodeIfPresent(_ duration: Duration?, forKey key: Key) throws {
    try encodeIfPresent(duration?.seconds, forKey: key)
  }

  mutating func encode(_ durations: [LaneID: Duration], forKey key: Key) throws {
    try encode(durations.mapValues(\.seconds), forKey: key)
  }

  mutating func encode(_ durations: [Milestone: Duration], forKey key: Key) throws {
    try encode(durations.mapValues(\.seconds), forKey: key)
  }
}

extension KeyedDecodingContainer {
  func decode(_ type: Duration.Type, forKey key: Key) throws -> Duration {
    try decode(WrittenDuration.self, forKey: key).duration
  }

  func decodeIfPresent(_ type: Duration.Type, forKey key: Key) throws -> Duration? {
    try decodeIfPresent(WrittenDuration.self, forKey: key)?.duration
  }

  func decode(_ type: [LaneID: Duration].Type, forKey key: Key) throws -> [LaneID: Duration] {
    try decode([LaneID: WrittenDuration].self, forKey: key).mapValues(\.duration)
  }

  func decode(_ type: [Milestone: Duration].Type, forKey key: Key) throws -> [Milestone: Duration] {
    try decode([Milestone: WrittenDuration].self, forKey: key).mapValues(\.duration)
  }
}

private struct WrittenDuration: Decodable {
  var duration: Duration

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    guard let seconds = try? value.decode(Double.self) else {
      // Runs of earlier versions hold the two halves.
      duration = try Duration(from: decoder)
      return
    }
    // Beyond ±292 years the nanoseconds would not fit.
    guard abs(seconds) < 9e9 else {
      throw DecodingError.dataCorruptedError(in: value, debugDescription: "no duration: \(seconds) s")
    }
    duration = Duration(seconds: seconds)
  }
}
