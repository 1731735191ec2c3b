/// The name of a lane: what is asked, how, and whom, such as `api-read`, `api-read/new` or `api-read@cp-1`.
public struct LaneID: RawRepresentable, Hashable, Comparable, Sendable, Codable, ExpressibleByStringLiteral {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ name: String) { self.init(rawValue: name) }
  public init(stringLiteral name: String) { self.init(rawValue: name) }

  public static func < (left: LaneID, right: LaneID) -> Bool { left.rawValue < right.rawValue }
}

extension LaneID: CustomStringConvertible {
  public var description: String { rawValue }
}
