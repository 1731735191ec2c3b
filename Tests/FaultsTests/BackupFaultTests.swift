import Faults
import Foundation
import Model
import TestSupport
import Testing

struct BackupFaultTests {
  private let folder: URL
  /// Newest first.
  private let paths: [String]

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "backups-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    paths = ["2", "1"].map { [folder] in folder.appending(path: "\($0).db").path() }
    for path in paths { try wholeBackup().write(to: URL(filePath: path)) }
  }

  private func corruption() async throws -> any PreparedFault {
    try await prepare(.backup(.corrupt), on: [], means: .fake([], backups: FakeShelf(paths)))
  }

  private var contents: [Data] { get throws { try paths.map { try Data(contentsOf: URL(filePath: $0)) } } }

  private func remove() { try? FileManager.default.removeItem(at: folder) }

  @Test func theProofIsTheBackupsOwnDigest() async throws {
    defer { remove() }
    let proof = try await corruption().injectAndProve()
    let evidence = "\(paths[0]): its SHA-256 does not match its content any more"
    #expect(proof == EffectProof(observed: true, evidence: evidence))
    #expect(try contents[1] == wholeBackup(), "the one before is left as it was")
  }

  @Test func twoCorruptionsSpoilTwoBackups() async throws {
    defer { remove() }
    let faults = [try await corruption(), try await corruption()]
    for fault in faults { #expect(try await fault.injectAndProve().observed) }
    for fault in faults { #expect(await fault.proveEffect().observed) }
    #expect(try contents.allSatisfy { $0 != wholeBackup() })
  }

  @Test func whereNoBackupIsWholeNoneIsTouched() async throws {
    defer { remove() }
    for _ in paths { try await corruption().inject() }
    let before = try contents
    let third = try await corruption()
    let reason = "of 2 backups none is whole any more, so there is none left to spoil"
    await #expect(throws: FaultError.providerFailed(reason)) { try await third.inject() }
    #expect(try contents == before)
  }

  @Test func withoutABackupThereIsNothingToSpoil() async throws {
    defer { remove() }
    let fault = try await prepare(.backup(.corrupt), on: [], means: .fake([]))
    await #expect(throws: FaultError.noTarget("there is no backup")) { try await fault.inject() }
  }
}

/// A file as etcd's snapshots are: content, then its SHA-256.
func wholeBackup() -> Data {
  let digest: [UInt64] = [0xc9ac_7b06_2482_4f84, 0x4f6c_7f3d_50fa_b974, 0x1a89_14e8_7846_7e8d, 0xaaed_ca14_3a34_d90b]
  return Data(repeating: 7, count: 4096)
    + Data(digest.flatMap { word in withUnsafeBytes(of: word.bigEndian, Array.init) })
}
