import Foundation
import Model

/// What a worker on a cluster that stands already needs besides its plan.
struct WorkerOrder: Codable, Sendable {
  var target: ClusterTarget
  var run: String
  /// Path of the fault journal.
  var journal: String
  /// A private folder for identities and backups; gone with the drill.
  var folder: String

  static func read(_ path: String) throws -> WorkerOrder {
    try JSONDecoder().decode(WorkerOrder.self, from: Data(contentsOf: URL(filePath: path)))
  }
}
