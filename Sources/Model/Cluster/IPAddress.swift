/// An IP address without a zone. Two spellings of one address are equal.
public struct IPAddress: Hashable, Sendable {
  /// Four numbers below 256, or eight below 65,536.
  private let numbers: [UInt16]

  public var isVersion6: Bool { numbers.count == 8 }

  /// `10.0.0.11` or `fd00::11`; nothing that other programs read in different ways, such as leading zeros.
  public init?(_ text: String) {
    guard let numbers = Self.version4(text) ?? Self.version6(text) else { return nil }
    self.numbers = numbers
  }

  private static func version4(_ text: String) -> [UInt16]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap(octet)
    return parts.count == 4 && numbers.count == 4 ? numbers : nil
  }

  private static func octet(_ digits: Substring) -> UInt16? {
    guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy(isDigit), digits == "0" || digits.first != "0"
    else { return nil }
    return UInt16(digits).flatMap { $0 < 256 ? $0 : nil }
  }

  private static func version6(_ text: String) -> [UInt16]? {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false).map(groups)
    switch halves.count {
    case 1:
      guard let all = halves[0], all.count == 8 else { return nil }
      return all
    case 2:
      guard let left = halves[0], let right = halves[1], left.count + right.count < 8 else { return nil }
      return left + Array(repeating: 0, count: 8 - left.count - right.count) + right
    default: return nil
    }
  }

  /// nil unless each is one to four hexadecimal digits.
  private static func groups(_ text: Substring) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part -> UInt16? in
      guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHexadecimal) else { return nil }
      return UInt16(part, radix: 16)
    }
    return numbers.count == parts.count ? numbers : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
  }
}
