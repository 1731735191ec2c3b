/// An address of the sandbox's own network.
struct IPv4Address: Hashable, Sendable, CustomStringConvertible {
  var octets: [UInt8]

  init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) { octets = [a, b, c, d] }

  static let loopback = IPv4Address(127, 0, 0, 1)

  var description: String { octets.map(String.init).joined(separator: ".") }
}
