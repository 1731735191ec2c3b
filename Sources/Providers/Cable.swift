/// What connects a machine to a network, as it has to be plugged in again.
public struct Cable: Hashable, Sendable, Codable {
  /// The network, or the machine's interface.
  public var name: String
  /// The machine's address in it.
  public var address: String
  /// Whether it was given that address on purpose. Else it gets it back as the one that is free, as long as nobody took it.
  public var isFixed: Bool
  /// Other names that it is known by there.
  public var aliases: [String]

  public init(name: String, address: String, isFixed: Bool = true, aliases: [String] = []) {
    self.name = name
    self.address = address
    self.isFixed = isFixed
    self.aliases = aliases
  }
}
