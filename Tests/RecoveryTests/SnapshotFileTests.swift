import Foundation
import Testing

@testable import Recovery

struct SnapshotFileTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func verify(_ bytes: Data) throws { try SnapshotFile.verifyDigest(folder.write(bytes, as: "b.db"), id: "b") }

  @Test(arguments: [1, 4, 5000])
  func aWholeSnapshotIsGood(_ blocks: Int) throws {
    try verify(snapshotBytes(blocks: blocks))
  }

  @Test(arguments: [0, 700, 2047, 2048, 2079])
  func oneFlippedBitIsFound(_ place: Int) throws {
    var bytes = snapshotBytes()
    bytes[place] ^= 0x10
    let unusable = RecoveryError.backupUnusable(id: "b", reason: "its SHA-256 does not match its content")
    #expect(throws: unusable) { try verify(bytes) }
  }

  @Test(arguments: [
    (1, "it is cut off: 2079 bytes"), (32, "it is cut off: 2048 bytes"), (2048, "it is cut off: 32 bytes"),
    (2080, "it is cut off: 0 bytes"), (512, "its SHA-256 does not match its content"),
  ])
  func whatIsCutOffIsFound(_ missing: Int, _ reason: String) throws {
    #expect(throws: RecoveryError.backupUnusable(id: "b", reason: reason)) {
      try verify(snapshotBytes().dropLast(missing))
    }
  }

  @Test func aFileThatIsNotThereIsUnusable() {
    #expect(throws: RecoveryError.self) { try SnapshotFile.verifyDigest(folder.path + "/none.db", id: "b") }
    #expect(throws: RecoveryError.self) { try SnapshotFile.verifyDigest(folder.path, id: "b") }
  }
}
