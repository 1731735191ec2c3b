import Foundation
import Model
import Synchronization
import Transport

/// `backup.corrupt`: bits of the newest backup that is still whole are flipped in its middle; its size and name stay.
///
/// The proof is the backup's own digest, which a restore checks as well.
final class BackupCorrupt: PreparedFault {
  private static let flippedBytes = 64

  let fidelity: Fidelity
  private let shelf: any BackupShelf
  private let spoilt = Mutex<String?>(nil)

  init(shelf: any BackupShelf, fidelity: Fidelity) {
    self.shelf = shelf
    self.fidelity = fidelity
  }

  var targets: [String] { ["newest backup"] }
  var undoText: String { "cannot be undone: recovery takes the backup before it" }

  func inject() async throws(FaultError) {
    let path = try await faultError { try await newestWhole() }
    spoilt.withLock { $0 = path }
    try await faultError { try await offPool("corrupt-backup") { () throws in try Self.flip(path) } }
  }

  func proveEffect() async -> EffectProof {
    guard let path = spoilt.withLock(\.self) else { return .no("no backup was touched yet") }
    guard let isWhole = try? await BackupDigest(path: path).holds() else { return .no("\(path) could not be read") }
    return isWhole
      ? .no("\(path): its SHA-256 still matches its content")
      : .yes("\(path): its SHA-256 does not match its content any more")
  }

  /// To spoil one twice would make it whole again.
  private func newestWhole() async throws -> String {
    let paths = shelf.paths
    guard !paths.isEmpty else { throw FaultError.noTarget("there is no backup") }
    for path in paths where (try? await BackupDigest(path: path).holds()) == true { return path }
    throw FaultError.providerFailed("of \(paths.count) backups none is whole any more, so there is none left to spoil")
  }

  private static func flip(_ path: String) throws {
    let file = try FileHandle(forUpdating: URL(filePath: path))
    defer { try? file.close() }
    let middle = try file.seekToEnd() / 2
    try file.seek(toOffset: middle)
    let bytes = try file.read(upToCount: flippedBytes) ?? Data()
    try file.seek(toOffset: middle)
    try file.write(contentsOf: Data(bytes.map { ~$0 }))
    try file.synchronize()
  }
}
