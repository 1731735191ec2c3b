import Testing

@testable import Recovery

struct BackupCatalogueTests {
  @Test func theNewestIsTheLastThatWasAdded() throws {
    let catalogue = BackupCatalogue()
    #expect(catalogue.newest == nil)
    for (number, revision) in [Int64(5), 9, 9, 12].enumerated() {
      try catalogue.add(backup("b\(number)", revision: revision))
    }
    #expect(catalogue.newest?.id == "b3")
    #expect(catalogue.all.map(\.id) == ["b0", "b1", "b2", "b3"])
  }

  /// The snapshot of the empty cluster that forms on a wiped disk.
  @Test func aRevisionThatWentBackwardsIsOfAnotherCluster() throws {
    let catalogue = BackupCatalogue()
    try catalogue.add(backup("good", revision: 4000))
    let reason = "its revision 12 is below 4000 of backup good: another cluster"
    #expect(throws: RecoveryError.backupUnusable(id: "empty", reason: reason)) {
      try catalogue.add(backup("empty", revision: 12))
    }
    #expect(catalogue.newest?.id == "good")
    #expect(throws: RecoveryError.self) { try catalogue.add(backup("less empty", revision: 300)) }
    #expect(catalogue.newest?.id == "good", "however often it is tried")
  }

  @Test func withoutABackupTheErrorSaysSo() {
    #expect(throws: RecoveryError.noBackup(rejected: [])) { try BackupCatalogue().requireNewest() }
    #expect(RecoveryError.noBackup(rejected: []).description == "there is no verified backup")
    let rejected = RecoveryError.noBackup(rejected: ["b1: cut off", "b2: empty"])
    #expect(rejected.description == "there is no verified backup (rejected: b1: cut off; b2: empty)")
  }
}
