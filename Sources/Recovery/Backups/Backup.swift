public import Model

/// A verified snapshot that a restore can use.
public struct Backup: Hashable, Sendable {
  public var id: String
  public var path: String
  public var takenAt: MonotonicTime
  public var seconds: Double
  public var revision: Int64
  /// Keys in it, all revisions.
  public var totalKeys: Int64
  public var bytes: Int

  public init(
    id: String, path: String, takenAt: MonotonicTime, seconds: Double, revision: Int64, totalKeys: Int64, bytes: Int
  ) {
    self.id = id
    self.path = path
    self.takenAt = takenAt
    self.seconds = seconds
    self.revision = revision
    self.totalKeys = totalKeys
    self.bytes = bytes
  }
}
