import Crypto
import Foundation
import Model
import TestSupport
import Transport

@testable import Recovery

/// A folder that is gone when the test is.
final class Folder: Sendable {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "recovery-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: Data, as name: String) throws -> String {
    let file = "\(path)/\(name)"
    try bytes.write(to: URL(filePath: file))
    return file
  }

  var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

/// What etcd streams: blocks of 512 bytes, then their SHA-256.
func snapshotBytes(blocks: Int = 4) -> Data {
  let content = Data((0..<blocks * 512).map { UInt8(truncatingIfNeeded: $0 &* 31) })
  return content + Data(SHA256.hash(data: content))
}

func backup(_ id: String, revision: Int64 = 10, path: String = "/backups/b.db") -> Backup {
  Backup(
    id: id, path: path, takenAt: MonotonicTime(nanoseconds: 0), seconds: 0.1, revision: revision, totalKeys: 5,
    bytes: 2080)
}

/// Arguments of the command that looks into a snapshot.
func statusCommand(_ path: String) -> [String] { ["etcdctl", "snapshot", "status", path, "--write-out=json"] }

func statusText(revision: Int64 = 10, keys: Int64 = 5) -> String {
  #"{"hash":1,"revision":\#(revision),"totalKey":\#(keys),"totalSize":2080}"#
}
