import Foundation
import Providers
import TestSupport
import Testing
import Transport

@testable import Recovery

struct SnapshotterTests {
  private let folder: Folder
  private let identity = IdentityFiles(authority: "/ca.pem", certificate: "/c.pem", key: "/k.pem")

  init() throws { folder = try Folder() }

  private var path: String { folder.path + "/b1.db" }

  private var saveCommand: [String] {
    [
      "etcdctl", "--endpoints=https://e:2379", "--cacert=/ca.pem", "--cert=/c.pem", "--key=/k.pem", "snapshot", "save",
      path,
    ]
  }

  private func take(saving bytes: Data?, status: CommandResult?) async throws -> Backup {
    let path = path
    var answers: [[String]: ScriptedRunner.Answer] = [
      saveCommand: { _ in
        guard let bytes else { return .fails("connection refused") }
        _ = FileManager.default.createFile(atPath: path, contents: bytes)
        return .prints("")
      }
    ]
    if let status { answers[statusCommand(path)] = { _ in status } }
    let snapshotter = Snapshotter(directory: folder.path, identity: identity, runner: ScriptedRunner(answers))
    return try await snapshotter.take(id: "b1", from: "https://e:2379")
  }

  @Test func aVerifiedSnapshotIsABackup() async throws {
    let backup = try await take(saving: snapshotBytes(), status: .prints(statusText(revision: 42, keys: 7)))
    #expect((backup.id, backup.path, backup.revision, backup.totalKeys, backup.bytes) == ("b1", path, 42, 7, 2080))
    #expect(folder.files == ["b1.db"])
  }

  @Test(arguments: [
    ("it was never saved", Data?.none, CommandResult?.none, "taking backup b1: connection refused"),
    (
      "it was cut off", snapshotBytes().dropLast(), .prints(statusText()),
      "backup b1 cannot be used: it is cut off: 2079 bytes"
    ),
    ("it does not open", snapshotBytes(), .fails("not a database"), "verifying backup b1: not a database"),
    (
      "its status cannot be read", snapshotBytes(), .prints("{}"),
      "backup b1 cannot be used: `etcdctl snapshot status` printed {}"
    ),
    ("it is empty", snapshotBytes(), .prints(statusText(keys: 0)), "backup b1 cannot be used: it holds no keys"),
  ])
  func whatDoesNotVerifyIsNotKept(_ name: String, _ bytes: Data?, _ status: CommandResult?, _ message: String) async {
    let error = await #expect(throws: RecoveryError.self) { try await take(saving: bytes, status: status) }
    #expect(error?.description == message)
    #expect(folder.files.isEmpty)
  }

  @Test func aMissingToolIsNamed() async {
    let error = await #expect(throws: RecoveryError.self) { try await take(saving: snapshotBytes(), status: nil) }
    #expect(error?.description.contains("etcdctl was not found") == true)
  }
}
