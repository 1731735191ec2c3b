public import Clients

/// As much of an etcd member as a fault needs that uses up its space.
public protocol EtcdKeyspace: Sendable {
  /// - Returns: false when etcd refused the write because its quota is used up.
  func put(_ key: String, _ value: String) async throws -> Bool
  /// Such as `NOSPACE`.
  func raisedAlarms() async throws -> [String]

  // MARK: making room

  func has(_ key: String) async throws -> Bool
  func delete(_ key: String) async throws
  /// Of the members that etcd counts on; empty for one that has not started yet.
  func memberNames() async throws -> [String]
  /// Forgets the history of every key.
  func compact() async throws
  /// Gives back what is free, where that is much: a member that does so answers nobody meanwhile.
  func shrink() async throws
  /// Every member's alarm of that kind.
  func disarm(_ alarm: String) async throws
}

extension EtcdKeyspace {
  func hasRaised(_ alarm: String) async throws -> Bool { try await raisedAlarms().contains(alarm) }
}

extension EtcdClient: EtcdKeyspace {
  private static let limit = Duration.seconds(10)
  /// For what reads or writes a whole database.
  private static let longLimit = Duration.seconds(120)
  /// For a member that is still starting.
  private static let patience = Duration.seconds(60)
  /// Less than that is what etcd has free any day.
  private static let muchBytes: Int64 = 16 << 20

  public func put(_ key: String, _ value: String) async throws -> Bool {
    do {
      try await put(key, value, deadline: Self.limit)
      return true
    } catch ClientError.status(_, _, let message) where message.contains("database space exceeded") {
      return false
    }
  }

  public func raisedAlarms() async throws -> [String] { try await alarms(deadline: Self.limit).map(\.kind) }

  public func has(_ key: String) async throws -> Bool {
    try await asking(for: Self.patience) { () async throws(ClientError) -> Bool in
      try await keys(under: key, deadline: Self.limit).contains(key)
    }
  }

  public func delete(_ key: String) async throws { try await delete(under: key, deadline: Self.limit) }

  public func memberNames() async throws -> [String] { try await members(deadline: Self.limit).map(\.name) }

  public func compact() async throws {
    try await compact(to: try await revision(deadline: Self.limit), deadline: Self.longLimit)
  }

  public func shrink() async throws {
    let status = try await asking(for: Self.patience) { () async throws(ClientError) -> Status in
      try await self.status(deadline: Self.limit)
    }
    guard status.dbSizeBytes - status.dbSizeInUseBytes >= Self.muchBytes else { return }
    try await defragment(deadline: Self.longLimit)
  }

  public func disarm(_ alarm: String) async throws {
    for raised in try await alarms(deadline: Self.limit) where raised.kind == alarm {
      try await disarm(raised, deadline: Self.limit)
    }
  }
}
