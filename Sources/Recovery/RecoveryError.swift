import Model

/// A recovery could not go on. Each says what an operator would do next.
public enum RecoveryError: Error, Hashable, Sendable, CustomStringConvertible {
  case noBackup(rejected: [String])
  case backupUnusable(id: String, reason: String)
  case stepFailed(doing: String, reason: String)
  case notReady(what: String, waited: Duration, lastSeen: String)

  public var description: String {
    switch self {
    case .noBackup(let rejected):
      "there is no verified backup" + (rejected.isEmpty ? "" : " (rejected: \(rejected.joined(separator: "; ")))")
    case .backupUnusable(let id, let reason): "backup \(id) cannot be used: \(reason)"
    case .stepFailed(let doing, let reason): "\(doing): \(reason)"
    case .notReady(let what, let waited, let lastSeen):
      "\(what) was not ready after \(DurationText.brief(waited)): \(lastSeen)"
    }
  }

  public var remedy: String {
    switch self {
    case .noBackup: "take backups more often, and verify each"
    case .backupUnusable: "restore from an older backup"
    case .stepFailed, .notReady: "read the component's log"
    }
  }
}
