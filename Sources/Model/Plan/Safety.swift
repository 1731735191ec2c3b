/// What a drill puts at risk, and whether it can come back from that.
public struct Safety: Hashable, Sendable, Codable {
  /// What all faults that overlap leave, when there are several; the worst that their choices allow.
  public var together: BlastRadius?
  /// For people: how old the newest verified backup can be when a fault falls.
  public var backups: String
  /// Why the drill must not be played as it stands; nil when it may.
  public var refusal: Refusal?

  public init(together: BlastRadius? = nil, backups: String = "none", refusal: Refusal? = nil) {
    self.together = together
    self.backups = backups
    self.refusal = refusal
  }
}

/// Nothing in the drill could bring back what it breaks.
public struct Refusal: Hashable, Sendable, Codable, CustomStringConvertible {
  public var reason: String
  public var remedy: String

  public init(reason: String, remedy: String) {
    self.reason = reason
    self.remedy = remedy
  }

  public var description: String { "\(reason); \(remedy)" }
}
