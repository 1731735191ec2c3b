/// Where the backups lie.
public protocol BackupShelf: Sendable {
  /// Files of the verified backups, newest first.
  var paths: [String] { get }
}
