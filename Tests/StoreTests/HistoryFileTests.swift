import Foundation
import GRDB
import Testing

@testable import Store

/// The history as a file: shared, damaged, full, in the wrong place.
struct HistoryFileTests {
  @Test func onlyItsOwnerMayReadIt() throws {
    try inFolder { folder in
      let path = folder + "/history.sqlite"
      let store = try HistoryStore(path: path)
      try store.record(history(run: "a", at: 1, recover: 1))
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
        #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
      }
    }
  }

  @Test func itIsThereWhenOpenedAgain() throws {
    try inFolder { folder in
      try HistoryStore(path: folder + "/h.sqlite").record(history(run: "a", at: 1, recover: 1))
      #expect(try HistoryStore(path: folder + "/h.sqlite").runs().map(\.id) == ["a"])
    }
  }

  @Test func everyWriteIsSyncedToALog() throws {
    try inFolder { folder in
      let settings = try HistoryStore(path: folder + "/h.sqlite").settings()
      #expect(settings == ["wal", "2"])
    }
  }

  @Test func twoRunsSideBySideLoseNothing() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/h.sqlite"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let store = try HistoryStore(path: path)
          for run in 0..<25 { try store.record(history(run: "\(writer)-\(run)", at: Double(run), recover: 1)) }
        }
      }
      try await group.waitForAll()
    }
    #expect(try HistoryStore(path: path).runs(limit: 1000).count == 100)
  }

  @Test func severalThatMakeItAtOnceDoNotRefuseOneAnother() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for round in 0..<30 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 { group.addTask { _ = try HistoryStore(path: "\(folder)/\(round).sqlite").runs() } }
        try await group.waitForAll()
      }
    }
  }

  @Test func aDamagedFileIsReportedAndLeftAlone() throws {
    try inFolder { folder in
      let path = folder + "/h.sqlite"
      let damage = Data("this is no database, and long enough to be taken for one".utf8)
      try damage.write(to: URL(filePath: path))
      #expect(throws: StoreError.corrupt(path: path)) { try HistoryStore(path: path) }
      #expect(FileManager.default.contents(atPath: path) == damage)
      #expect(StoreError.corrupt(path: path).remedy.contains("mv \(path)"))
    }
  }

  @Test func aPageOverwrittenInTheMiddleIsReported() throws {
    try inFolder { folder in
      let path = folder + "/h.sqlite"
      do {
        let store = try HistoryStore(path: path)
        for run in 0..<200 { try store.record(history(run: "run-\(run)", at: Double(run), recover: 1)) }
        try store.checkpoint()
      }
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      try file.seek(toOffset: 4096)
      try file.write(contentsOf: Data(repeating: 0xA5, count: 40_000))
      try file.close()
      #expect(throws: StoreError.corrupt(path: path)) {
        let store = try HistoryStore(path: path)
        _ = try store.runs()
        try store.record(history(run: "new", at: 1, recover: 1))
      }
    }
  }

  @Test func noRoomLeftIsSaidAndNothingIsLost() throws {
    let store = try HistoryStore.inMemory()
    try store.record(history(run: "first", at: 0, recover: 1))
    try store.limitPages(to: 1)
    #expect(throws: StoreError.full(path: ":memory:")) {
      for run in 0..<2000 { try store.record(history(run: "run-\(run)", at: Double(run), recover: 1)) }
    }
    #expect(try store.runs(limit: 5000).contains { $0.id == "first" })
  }

  @Test func aMissingFolderIsNamed() {
    #expect {
      try HistoryStore(path: "/nonexistent/h.sqlite")
    } throws: { error in
      guard case .cannotOpen(let path, _)? = error as? StoreError else { return false }
      return path == "/nonexistent/h.sqlite" && "\(error)".contains("make the folder first")
    }
  }

  @Test func aReadOnlyHistoryIsNamed() {
    let error = StoreError(DatabaseError(resultCode: .SQLITE_READONLY), path: "h")
    #expect(error == .readOnly(path: "h"))
    #expect("\(error)".contains("writable"))
  }

  @Test func aNewerHistoryIsRefused() throws {
    try inFolder { folder in
      let path = folder + "/h.sqlite"
      try HistoryStore(path: path).pretendNewer()
      #expect(throws: StoreError.newer(path: path)) { try HistoryStore(path: path) }
    }
  }
}

func inFolder(_ body: (String) throws -> Void) throws {
  let folder = try temporaryFolder()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

func temporaryFolder() throws -> String {
  let folder = FileManager.default.temporaryDirectory.path() + "/firedrill-store-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  return folder
}
