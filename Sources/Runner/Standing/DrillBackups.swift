import Foundation
import Model

/// The backups that a drill takes of somebody's cluster. They hold its secrets, so they go with the drill; but where the drill
/// destroyed data that is not proved to be back, they may be all that is left of it.
enum DrillBackups {
  /// - Parameter directory: of the drill, in its run's folder.
  static func folder(ofDrill directory: String) -> String { directory + "/backups" }

  /// Those of a drill that did not come to its end; nil where there are none.
  static func kept(of entry: JournalEntry, in output: String) -> String? {
    let path = folder(ofDrill: "\(output)/\(entry.run)/\(entry.drill)")
    return isEmpty(path) ? nil : path
  }

  /// - Returns: where they are and why, when they stay.
  static func settle(_ directory: String, _ record: DrillRecord, _ events: [Event]) -> String? {
    let path = folder(ofDrill: directory)
    guard !isEmpty(path) else { return nil }
    guard record.measures.timeToRecover == nil, events.contains(where: \.destroysData) else {
      try? FileManager.default.removeItem(atPath: path)
      return nil
    }
    return "what the drill destroyed was not proved to be back; its backups are kept in \(path): remove them when the "
      + "cluster is whole, they hold its secrets"
  }

  private static func isEmpty(_ path: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? true
  }
}

extension Event {
  fileprivate var destroysData: Bool {
    if case .faultIntended(_, let kind, _, _, _) = body { kind.destroysData } else { false }
  }
}
