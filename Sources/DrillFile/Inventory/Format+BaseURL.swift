import Model

extension Format<String> {
  /// The API's address, without a path.
  static var apiURL: Format {
    text(
      "an address such as https://10.0.0.10:6443",
      schema: .object(["type": "string", "pattern": "^https://[A-Za-z0-9_.:\\[\\]-]+$"]),
      complaint: "is no such address",
      nearest: { text in
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        return [trimmed, "https://" + trimmed].first { isBase($0, of: ["https"], withPath: false) }
      },
      isFit: { isBase($0, of: ["https"], withPath: false) })
  }

  /// Where a cloud's API is found in place of its own address.
  static var endpoint: Format {
    text(
      "an address such as https://ec2.example.com",
      schema: .object(["type": "string", "pattern": "^https?://[A-Za-z0-9_.:\\[\\]-]+(/[A-Za-z0-9_./-]*)?$"]),
      complaint: "is no such address", isFit: { isBase($0, of: ["https", "http"], withPath: true) })
  }

  /// A scheme, a host, perhaps a port and a path; no user, no query.
  private static func isBase(_ text: String, of schemes: [String], withPath: Bool) -> Bool {
    guard let scheme = schemes.first(where: { text.hasPrefix($0 + "://") }) else { return false }
    let rest = text.dropFirst(scheme.count + 3)
    let authority = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(authority.count)
    guard HostAndPort(String(authority)) != nil, path.isEmpty || withPath else { return false }
    return !path.contains("..") && path.utf8.allSatisfy(isPathByte)
  }

  private static func isPathByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "/._-".utf8.contains(byte)
    }
  }
}
