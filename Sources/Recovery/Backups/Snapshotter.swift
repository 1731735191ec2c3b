import Foundation
import Model
public import Providers
public import Transport

/// Takes a snapshot through etcd's snapshot API and verifies it: its digest, and that it opens and has keys.
public struct Snapshotter: Sendable {
  private static let deadline = Duration.seconds(60)

  private let directory: String
  private let identity: IdentityFiles
  private let runner: any CommandRunner

  /// - Parameter directory: where snapshots go; it must not lie on a volume that a drill breaks.
  public init(directory: String, identity: IdentityFiles, runner: any CommandRunner) {
    self.directory = directory
    self.identity = identity
    self.runner = runner
  }

  /// - Throws: ``RecoveryError`` when no snapshot came, or one that does not verify; nothing of it is kept then.
  public func take(id: String, from endpoint: String) async throws(RecoveryError) -> Backup {
    let began = MonotonicTime.now()
    let path = "\(directory)/\(id).db"
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .stepFailed(doing: "making \(directory)", reason: error.localizedDescription)
    }
    do {
      try await etcdctl(connection(endpoint) + ["snapshot", "save", path], doing: "taking backup \(id)")
      let status = try await verify(path, id: id)
      return Backup(
        id: id, path: path, takenAt: began, seconds: (MonotonicTime.now() - began).seconds, revision: status.revision,
        totalKeys: status.totalKey, bytes: status.totalSize)
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  /// Proves that the file can be restored from.
  @discardableResult
  func verify(_ path: String, id: String) async throws(RecoveryError) -> SnapshotStatus {
    try SnapshotFile.verifyDigest(path, id: id)
    let text = try await etcdctl(["snapshot", "status", path, "--write-out=json"], doing: "verifying backup \(id)")
    guard let status = try? JSONDecoder().decode(SnapshotStatus.self, from: Data(text.utf8)) else {
      throw .backupUnusable(id: id, reason: "`etcdctl snapshot status` printed \(text.prefix(200))")
    }
    guard status.totalKey > 0 else { throw .backupUnusable(id: id, reason: "it holds no keys") }
    return status
  }

  @discardableResult
  private func etcdctl(_ arguments: [String], doing: String) async throws(RecoveryError) -> String {
    let command = Command("etcdctl", arguments, environment: .adding(["ETCDCTL_API": "3"]), deadline: Self.deadline)
    let result: CommandResult
    do {
      result = try await runner.run(command)
    } catch {
      throw .stepFailed(doing: doing, reason: "\(error)")
    }
    guard result.isSuccess else {
      throw .stepFailed(doing: doing, reason: String(result.errorText.suffix(300)))
    }
    return result.text
  }

  private func connection(_ endpoint: String) -> [String] {
    [
      "--endpoints=\(endpoint)", "--cacert=\(identity.authority)", "--cert=\(identity.certificate)",
      "--key=\(identity.key)",
    ]
  }
}

/// What `etcdctl snapshot status --write-out=json` prints.
struct SnapshotStatus: Decodable {
  var revision: Int64
  var totalKey: Int64
  var totalSize: Int
}
