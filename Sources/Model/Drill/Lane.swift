/// One row of samples: a probe, its way to the cluster, and its kind of connection.
///
///     api-read              through the load balancer, on kept connections
///     api-read/new          through the load balancer, a new connection each time
///     api-read@cp-2         straight to one machine, on kept connections
public struct LaneID: RawRepresentable, Hashable, Comparable, Sendable, Codable, CodingKeyRepresentable,
  CustomStringConvertible, ExpressibleByStringLiteral
{
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ text: String) { rawValue = text }
  public init(stringLiteral text: String) { rawValue = text }
  public var description: String { rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
