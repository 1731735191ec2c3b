public import Clients

/// As much of an etcd member as a fault needs that uses up its space.
public protocol EtcdKeyspace: Sendable {
  /// - Returns: false when etcd refused the write because its quota is used up.
  func put(_ key: String, _ value: String) async throws -> Bool
  /// Such as `NOSPACE`.
  func raisedAlarms() async throws -> [String]
}

extension EtcdClient: EtcdKeyspace {
  private static let limit = Duration.seconds(10)

  public func put(_ key: String, _ value: String) async throws -> Bool {
    do {
      try await put(key, value, deadline: Self.limit)
      return true
    } catch ClientError.status(_, _, let message) where message.contains("database space exceeded") {
      return false
    }
  }

  public func raisedAlarms() async throws -> [String] { try await alarms(deadline: Self.limit).map(\.kind) }
}
