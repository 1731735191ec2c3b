/// Traffic between two sets of machines that no longer passes.
public struct NetworkPartition: Hashable, Sendable, Codable {
  public enum Direction: String, Hashable, Sendable, Codable, CaseIterable {
    case both
    /// Packets from the first side to the second are dropped; those of the second still arrive at the first.
    case oneWay = "one-way"
  }

  public var from: NetworkSide
  public var to: NetworkSide
  public var direction: Direction

  public init(from: NetworkSide, to: NetworkSide, direction: Direction = .both) {
    self.from = from
    self.to = to
    self.direction = direction
  }
}

/// One side of a partition.
public enum NetworkSide: Hashable, Sendable, Codable {
  case machines(Target)
  /// Every machine that is not on the other side.
  case rest
}

public enum NetworkTrouble: Hashable, Sendable, Codable {
  /// Share of the packets that are dropped, 0 to 100.
  case loss(percent: Double)
  case delay(Duration)
}

public enum ZoneFault: String, Hashable, Sendable, Codable {
  /// Every machine of the zone loses its power.
  case lose = "zone.lose"
  /// Nothing passes between the zone and anything outside it.
  case partition = "zone.partition"
}

public enum BackupFault: String, Hashable, Sendable, Codable {
  /// Bits of the newest backup are flipped.
  case corrupt = "backup.corrupt"
  /// Every backup is gone.
  case missing = "backup.missing"
}
