/// The least time in which a failure of its kind can be recovered from, put together from parts that are known.
///
/// It is no target: what a time to recover has above it is waiting or work that could be spared.
public struct RecoveryFloor: Hashable, Sendable, Codable {
  public struct Part: Hashable, Sendable, Codable {
    public var name: String
    public var seconds: Double
    /// Where the figure comes from.
    public var source: String

    public init(name: String, seconds: Double, source: String) {
      self.name = name
      self.seconds = seconds
      self.source = source
    }
  }

  public var seconds: Double
  public var parts: [Part]

  public init(parts: [Part]) {
    seconds = parts.map(\.seconds).reduce(0, +)
    self.parts = parts
  }
}

/// Keys that runs of an earlier version lack.
extension KeyedDecodingContainer {
  func decode(_ type: [WaitFacts].Type, forKey key: Key) throws -> [WaitFacts] {
    try decodeIfPresent(type, forKey: key) ?? []
  }

  func decode(_ type: [String].Type, forKey key: Key) throws -> [String] {
    try decodeIfPresent(type, forKey: key) ?? []
  }

  func decode(_ type: [Milestone: Double].Type, forKey key: Key) throws -> [Milestone: Double] {
    try decodeIfPresent(type, forKey: key) ?? [:]
  }
}
