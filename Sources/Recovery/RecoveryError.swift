import Model

/// A recovery could not go on. Each says what an operator would do next.
public enum RecoveryError: Error, Hashable, Sendable, CustomStringConvertible {
  case noBackup(rejected: [String])
  case backupUnusable(id: String, reason: String)
  case stepFailed(doing: String, reason: String)
  case notReady(what: String, waited: Duration, lastSeen: String)
  /// The drill's deadline came in the middle of it.
  case outOfTime(doing: String, lastSeen: String)
  /// No member that is left has the cluster's data; `seen` says what each of them is.
  case noSurvivor(seen: [String])
  case noVolume(seen: [String])
  case unknownStep(String, nearest: String)

  public var description: String {
    switch self {
    case .noBackup(let rejected): "there is no verified backup" + Self.listed(rejected, "rejected")
    case .backupUnusable(let id, let reason): "backup \(id) cannot be used: \(reason)"
    case .stepFailed(let doing, let reason): "\(doing): \(reason)"
    case .notReady(let what, let waited, let lastSeen):
      "\(what) was not ready after \(DurationText.brief(waited)): \(lastSeen)"
    case .outOfTime(let doing, let lastSeen): "the deadline came before the end of: \(doing): \(lastSeen)"
    case .noSurvivor(let seen): "no member is left that has the cluster's data" + Self.listed(seen, "seen")
    case .noVolume(let seen): "no detached volume belongs to a machine that is gone" + Self.listed(seen, "seen")
    case .unknownStep(let name, let nearest): "no step is called “\(name)”; the nearest is “\(nearest)”"
    }
  }

  public var remedy: String {
    switch self {
    case .noBackup: "take backups more often, and verify each"
    case .backupUnusable: "restore from an older backup"
    case .stepFailed, .notReady: "read the component's log"
    case .outOfTime: "see what it waited for, or give the recovery a later deadline"
    case .noSurvivor: "restore from a backup: restore-from-backup, or rebuild-cluster where the machines are gone too"
    case .noVolume: "replace the member and let it copy the data from the others: replace-member"
    case .unknownStep: "`firedrill list steps` names them all"
    }
  }

  private static func listed(_ words: [String], _ title: String) -> String {
    words.isEmpty ? "" : " (\(title): \(words.joined(separator: "; ")))"
  }
}
