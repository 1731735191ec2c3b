import Foundation
import Model
import Synchronization
import Transport

/// `backup.corrupt`: bits of the newest backup are flipped in its middle; its size and name stay.
final class BackupCorrupt: PreparedFault {
  private struct Before {
    var path: String
    var bytes: Data
  }

  private static let flippedBytes = 64

  let fidelity: Fidelity
  private let shelf: any BackupShelf
  private let before = Mutex<Before?>(nil)

  init(shelf: any BackupShelf, fidelity: Fidelity) {
    self.shelf = shelf
    self.fidelity = fidelity
  }

  var targets: [String] { ["newest backup"] }
  var undoText: String { "cannot be undone: recovery takes the backup before it" }

  func inject() async throws(FaultError) {
    guard let path = shelf.paths.first else { throw .noTarget("there is no backup") }
    try await faultError {
      let kept = try await offPool("corrupt-backup") { () throws in
        let bytes = try Self.part(of: path)
        try Self.flip(bytes, in: path)
        return bytes
      }
      before.withLock { $0 = Before(path: path, bytes: kept) }
    }
  }

  /// The file says something else than before.
  func proveEffect() async -> EffectProof {
    guard let before = before.withLock(\.self) else { return .no("no backup was touched yet") }
    guard let now = try? await offPool("read-backup", { () throws in try Self.part(of: before.path) }) else {
      return .no("\(before.path) could not be read")
    }
    return now == before.bytes
      ? .no("\(before.path) reads as before")
      : .yes("\(before.path): \(now.count) bytes in its middle read differently")
  }

  private static func part(of path: String) throws -> Data {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    try file.seek(toOffset: try file.seekToEnd() / 2)
    return try file.read(upToCount: flippedBytes) ?? Data()
  }

  private static func flip(_ bytes: Data, in path: String) throws {
    let file = try FileHandle(forUpdating: URL(filePath: path))
    defer { try? file.close() }
    try file.seek(toOffset: try file.seekToEnd() / 2)
    try file.write(contentsOf: Data(bytes.map { ~$0 }))
    try file.synchronize()
  }
}
