// Whatever reaches ssh, or a shell on another machine, is spelt as these lists allow. They name what may be there,
// since nobody can name everything that must not: an option in the place of a host, a command in the place of a user.

extension SSHTarget {
  /// Why it may not reach ssh; nil when all of it may.
  public var flaw: String? {
    if !Self.isHost(host) { return "the host is spelt as no host is" }
    if let port, !(1...65535).contains(port) { return "the port \(port) is out of range" }
    if let user, !Self.isUser(user) { return "the user is spelt as no user is" }
    for path in [identityFile, knownHostsFile].compactMap(\.self) where !Self.isPath(path) {
      return "a path has characters that ssh would expand or split at"
    }
    if let jump, SSHJump(jump) == nil { return "the jump host is not written as user@host:port" }
    return nil
  }

  /// A DNS name, an IP address, or an alias of the user's own configuration.
  public static func isHost(_ text: String) -> Bool { IPAddress(text) != nil || isHostName(text) }

  /// Letters, digits, dashes and underscores in parts of at most 63, at most 253 in all; each part begins and ends with
  /// a letter or digit.
  public static func isHostName(_ text: String) -> Bool {
    guard (1...253).contains(text.utf8.count) else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      guard (1...63).contains(part.utf8.count), let first = part.utf8.first, let last = part.utf8.last else {
        return false
      }
      return isAlphanumeric(first) && isAlphanumeric(last)
        && part.utf8.allSatisfy { isAlphanumeric($0) || "_-".utf8.contains($0) }
    }
  }

  /// A letter or an underscore, then letters, digits, underscores, single dots and dashes; at most 64.
  public static func isUser(_ text: String) -> Bool {
    guard (1...64).contains(text.utf8.count), let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "_")
    else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) } && !text.contains("..")
  }

  /// Letters of any script, digits and `/._+@=,-`, without a dash in front. ssh splits paths at blanks and expands `~`,
  /// `%` and `${}` in them.
  public static func isPath(_ text: String) -> Bool {
    guard (1...1024).contains(text.utf8.count), !text.hasPrefix("-") else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        ? isAlphanumeric(UInt8(truncatingIfNeeded: scalar.value)) || "/._+@=,-".unicodeScalars.contains(scalar)
        : scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

/// A machine that an SSH connection goes through.
public struct SSHJump: Hashable, Sendable {
  public var user: String?
  public var host: String
  public var port: Int?

  /// `user@host:port`; user and port may be left out, and an IPv6 address stands in brackets. nil when a part is spelt
  /// as ``SSHTarget`` does not allow.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let place = parts.last.flatMap(HostAndPort.init(_:)) else { return nil }
    (host, port) = (place.host, place.port)
    guard parts.count == 2 else { return }
    guard SSHTarget.isUser(parts[0]) else { return nil }
    user = parts[0]
  }
}

/// `host`, `host:port` or `[IPv6]:port`.
public struct HostAndPort: Hashable, Sendable {
  /// Without brackets.
  public var host: String
  public var port: Int?

  public init?(_ text: String) {
    let hasBrackets = text.hasPrefix("[")
    guard let end = hasBrackets ? text.firstIndex(of: "]") : text.firstIndex(of: ":") ?? text.endIndex else {
      return nil
    }
    let host = String(hasBrackets ? text[text.index(after: text.startIndex)..<end] : text[..<end])
    let rest = hasBrackets ? text[text.index(after: end)...] : text[end...]
    guard hasBrackets ? IPAddress(host)?.isVersion6 == true : SSHTarget.isHost(host) else { return nil }
    guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
    self.host = host
    guard !rest.isEmpty else { return }
    guard let port = Self.port(rest.dropFirst()) else { return nil }
    self.port = port
  }

  private static func port(_ digits: Substring) -> Int? {
    let isDecimal = digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard isDecimal, (1...5).contains(digits.utf8.count), digits.first != "0" else { return nil }
    return Int(digits).flatMap { (1...65535).contains($0) ? $0 : nil }
  }
}
