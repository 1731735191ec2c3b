/// As much of an etcd member as a fault needs that uses up its space.
public protocol EtcdKeyspace: Sendable {
  /// - Returns: false when etcd refused the write because its quota is used up.
  func put(_ key: String, _ value: String) async throws -> Bool
  /// Such as `NOSPACE`.
  func raisedAlarms() async throws -> [String]
}
