/// How often something is done, written `50/s` in a drill file.
public struct Rate: Hashable, Sendable, Codable {
  public static let expected = "a rate such as 50/s"

  /// Times a second, 1 to 1,000.
  public var perSecond: Int

  public init(perSecond: Int) {
    self.perSecond = perSecond
  }

  /// - Returns: nil unless `text` is a whole number from 1 to 1,000 followed by `/s`.
  public init?(_ text: some StringProtocol) {
    let digits = text.dropLast(2)
    guard text.hasSuffix("/s"), digits.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int(digits),
      (1...1000).contains(count)
    else { return nil }
    perSecond = count
  }

  public var interval: Duration {
    .nanoseconds(1_000_000_000 / Int64(perSecond))
  }
}
