import Foundation

/// A body of the type `application/x-www-form-urlencoded`.
enum FormBody {
  /// As RFC 3986 has it; a blank becomes `%20`.
  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  /// - Parameter fields: names with their values, in the order to send them.
  static func bytes(_ fields: [(String, String)]) -> [UInt8] {
    Array(fields.map { name, value in "\(encoded(name))=\(encoded(value))" }.joined(separator: "&").utf8)
  }

  private static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}
