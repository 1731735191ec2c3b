import Foundation
import Model
import Synchronization
import Transport

/// `backup.missing`: every backup is gone.
final class BackupMissing: PreparedFault {
  let fidelity: Fidelity
  private let shelf: any BackupShelf
  private let removed = Mutex<[String]>([])

  init(shelf: any BackupShelf, fidelity: Fidelity) {
    self.shelf = shelf
    self.fidelity = fidelity
  }

  var targets: [String] { ["every backup"] }
  var undoText: String { "cannot be undone" }

  func inject() async throws(FaultError) {
    let paths = shelf.paths
    guard !paths.isEmpty else { throw .noTarget("there is no backup") }
    removed.withLock { $0 = paths }
    try await faultError {
      try await offPool("remove-backups") { () throws in
        for path in paths { try FileManager.default.removeItem(atPath: path) }
      }
    }
  }

  func proveEffect() async -> EffectProof {
    let paths = removed.withLock(\.self)
    guard !paths.isEmpty else { return .no("no backup was touched yet") }
    let left = await offPool("look-for-backups") { paths.filter { FileManager.default.fileExists(atPath: $0) } }
    return left.isEmpty
      ? .yes("\(paths.count) backups are gone") : .no("still there: \(left.joined(separator: ", "))")
  }
}
