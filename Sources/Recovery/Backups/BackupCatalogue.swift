import Synchronization

/// The verified backups of one cluster, oldest first.
///
/// A cluster's revision only grows. A snapshot whose revision fell is of another cluster, such as the empty one that
/// forms on a wiped disk, and must never become the newest backup.
public final class BackupCatalogue: Sendable {
  private let state = Mutex<(kept: [Backup], rejected: [String])>(([], []))

  public init() {}

  /// - Throws: ``RecoveryError/backupUnusable(id:reason:)`` when the revision went backwards.
  public func add(_ backup: Backup) throws(RecoveryError) {
    let newest = newest
    if let newest, backup.revision < newest.revision {
      let reason = "its revision \(backup.revision) is below \(newest.revision) of backup \(newest.id): another cluster"
      state.withLock { $0.rejected.append("\(backup.id): \(reason)") }
      throw .backupUnusable(id: backup.id, reason: reason)
    }
    state.withLock { $0.kept.append(backup) }
  }

  public var newest: Backup? { state.withLock(\.kept.last) }
  public var all: [Backup] { state.withLock(\.kept) }

  @discardableResult
  func requireNewest() throws(RecoveryError) -> Backup {
    guard let newest else { throw .noBackup(rejected: state.withLock(\.rejected)) }
    return newest
  }
}
