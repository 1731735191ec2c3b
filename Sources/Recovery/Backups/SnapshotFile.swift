import Crypto
import Foundation

/// An etcd snapshot on disk: a bbolt database followed by the SHA-256 of all that precedes.
///
/// - Source: etcd `snapshot save`, which appends the digest that the server streams last; a bbolt file is a multiple of
///   512 bytes, so a size of 32 beyond that tells that the digest is there.
enum SnapshotFile {
  private static let digestBytes = 32
  private static let blockBytes = 1 << 20

  /// Checks the trailing digest against the content.
  ///
  /// - Throws: ``RecoveryError/backupUnusable(id:reason:)`` when it is short, lacks the digest or does not match.
  static func verifyDigest(_ path: String, id: String) throws(RecoveryError) {
    do {
      let file = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? file.close() }
      let size = try file.seekToEnd()
      guard size > digestBytes, size % 512 == digestBytes else {
        throw RecoveryError.backupUnusable(id: id, reason: "it is cut off: \(size) bytes")
      }
      try file.seek(toOffset: 0)
      let computed = try digest(of: file, bytes: Int(size) - digestBytes)
      guard try file.read(upToCount: digestBytes) == computed else {
        throw RecoveryError.backupUnusable(id: id, reason: "its SHA-256 does not match its content")
      }
    } catch let error as RecoveryError {
      throw error
    } catch {
      throw .backupUnusable(id: id, reason: error.localizedDescription)
    }
  }

  private static func digest(of file: FileHandle, bytes: Int) throws -> Data {
    var hash = SHA256()
    var left = bytes
    while left > 0, let block = try file.read(upToCount: min(left, blockBytes)), !block.isEmpty {
      hash.update(data: block)
      left -= block.count
    }
    return Data(hash.finalize())
  }
}
