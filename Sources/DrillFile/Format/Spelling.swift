/// How words and numbers are spelt. By hand, because a regular expression is compiled anew at every use.
enum Spelling {
  /// Lower-case letters, digits and dashes, the ends not dashes, at most 63: fit for a folder's and a host's name.
  static func isName(_ text: String) -> Bool {
    isWord(text) { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
  }

  static let namePattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"

  /// As a name, with capitals, dots and underscores.
  static func isLabel(_ text: String) -> Bool {
    isWord(text) { isLower($0) || isUpper($0) || isDigit($0) || "-._".utf8.contains($0) }
  }

  static let labelPattern = "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"

  private static func isWord(_ text: String, _ isFit: (UInt8) -> Bool) -> Bool {
    guard (1...63).contains(text.utf8.count), let first = text.utf8.first, let last = text.utf8.last else {
      return false
    }
    return isAlphanumeric(first) && isAlphanumeric(last) && text.utf8.allSatisfy(isFit)
  }

  /// Decimal digits without a leading zero, which YAML 1.1 reads as octal.
  static func wholeNumber(_ text: String) -> Int? {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard (1...18).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
    return digits.count > 1 && digits.first == UInt8(ascii: "0") ? nil : Int(text)
  }

  /// What YAML 1.2 takes for a number or a truth value unless it is quoted.
  static func isNumberOrFlag(_ text: String) -> Bool {
    switch text {
    case "true", "True", "TRUE", "false", "False", "FALSE": return true
    case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF", "+.inf", "+.Inf", "+.INF":
      return true
    default:
      guard let first = text.utf8.first, isDigit(first) || "+-.".utf8.contains(first) else { return false }
      return Double(text) != nil || (text.hasPrefix("0o") && Int(text.dropFirst(2), radix: 8) != nil)
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte) || isUpper(byte) || isDigit(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
  private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}
