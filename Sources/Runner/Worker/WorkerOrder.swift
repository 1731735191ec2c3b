import Foundation
import Model

/// What a worker on a cluster that stands already needs besides its plan.
struct WorkerOrder: Codable, Sendable {
  var target: ClusterTarget
  var run: String
  /// Path of the fault journal.
  var journal: String
  /// Who plays the run, as its lock says it.
  var owner: String
  /// A private folder for identities; gone with the drill.
  var folder: String
  /// Where backups go; they outlive a drill that destroyed what they hold.
  var backups: String

  static func read(_ path: String) throws -> WorkerOrder {
    try JSONDecoder().decode(WorkerOrder.self, from: Data(contentsOf: URL(filePath: path)))
  }
}
