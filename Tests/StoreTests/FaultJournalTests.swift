import Foundation
import GRDB
import Model
import Testing

@testable import Store

struct FaultJournalTests {
  @Test func whatIsWrittenIsThereForALaterProcess() throws {
    try inFolder { folder in
      let path = folder + "/journal.sqlite"
      let entry = entry("a")
      let id = try FaultJournal(path: path).intend(entry)
      let open = try FaultJournal(path: path).content().open
      #expect(open == [FaultJournal.Open(id: id, state: .intended, entry: entry)])
    }
  }

  @Test func theOneFileHoldsItAll() throws {
    try inFolder { folder in
      let path = folder + "/journal.sqlite"
      let journal = try FaultJournal(path: path)
      let (first, second) = (try journal.intend(entry("a")), try journal.intend(entry("b")))
      try journal.mark(first, .undone)
      let copy = folder + "/copy.sqlite"
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      #expect(try FaultJournal(path: copy).content().open.map(\.id) == [second])
    }
  }

  /// Whoever is killed while it is made leaves it whole or not at all.
  @Test func nobodyEverSeesAnEmptyOne() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for number in 0..<40 {
      let path = "\(folder)/\(number).sqlite"
      let looking = Task.detached {
        while !Task.isCancelled {
          let about = try? FileManager.default.attributesOfItem(atPath: path)
          if let size = about?[.size] as? Int { return size }
        }
        return -1
      }
      _ = try FaultJournal(path: path)
      #expect(await looking.value > 0)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { !$0.contains(".new-") })
  }

  @Test func theLastFaultComesFirst() throws {
    try inFolder { folder in
      let journal = try FaultJournal(path: folder + "/journal.sqlite")
      for drill in ["a", "b", "c"] { _ = try journal.intend(entry("run", drill: drill)) }
      #expect(try journal.content().open.map(\.entry.drill) == ["c", "b", "a"])
    }
  }

  @Test func oneThatIsUndoneIsOpenNoMore() throws {
    try inFolder { folder in
      let journal = try FaultJournal(path: folder + "/journal.sqlite")
      let (first, second) = (try journal.intend(entry("a")), try journal.intend(entry("b")))
      try journal.mark(first, .undone)
      try journal.mark(second, .applied)
      #expect(try journal.content().open.map(\.id) == [second])
      #expect(try journal.content(run: "a").open.isEmpty)
      #expect(try journal.content(run: "b").open.map(\.state) == [.applied])
    }
  }

  @Test func anEntryThatWasChangedIsNamedAndNotActedOn() throws {
    try inFolder { folder in
      let path = folder + "/journal.sqlite"
      let journal = try FaultJournal(path: path)
      _ = try journal.intend(entry("a"))
      let other = try journal.intend(entry("b"))
      try DatabaseQueue(path: path).write {
        try $0.execute(sql: "UPDATE fault SET body = replace(body, 'cp-1', 'cp-2') WHERE id = 1")
      }
      let content = try journal.content()
      #expect(content.open.map(\.id) == [other])
      let reason = "its digest does not match: it was changed, or is damaged"
      #expect(content.unreadable == [FaultJournal.Unreadable(id: 1, reason: reason)])
    }
  }

  @Test func anEntryOfAnotherVersionIsNamed() throws {
    try inFolder { folder in
      let path = folder + "/journal.sqlite"
      let journal = try FaultJournal(path: path)
      _ = try journal.intend(entry("a"))
      try DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE fault SET version = 99") }
      let reason = "it was written by another version of Firedrill"
      #expect(try journal.content().unreadable.map(\.description) == ["entry 1: \(reason)"])
    }
  }

  @Test func onlyItsOwnerMayReadIt() throws {
    try inFolder { folder in
      _ = try FaultJournal(path: folder + "/journal.sqlite").intend(entry("a"))
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
        #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
      }
    }
  }

  @Test func severalProcessesLoseNothing() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/journal.sqlite"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let journal = try FaultJournal(path: path)
          for _ in 0..<20 { _ = try journal.intend(entry("\(writer)")) }
        }
      }
      try await group.waitForAll()
    }
    #expect(try FaultJournal(path: path).content().open.count == 80)
  }

  /// As a copy that was cut short leaves it.
  @Test func anEmptyFileIsNoJournal() throws {
    try inFolder { folder in
      let path = folder + "/journal.sqlite"
      try Data().write(to: URL(filePath: path))
      #expect(throws: StoreError.corrupt(path: path)) { try FaultJournal(existing: path) }
      #expect(FileManager.default.contents(atPath: path) == Data())
      _ = try FaultJournal(path: path).intend(entry("a"))
      #expect(try FaultJournal(existing: path).content().open.count == 1)
    }
  }

  /// Whoever names it would be told that nothing is in place.
  @Test func anotherDatabaseIsNoJournalAndIsLeftAsItIs() throws {
    try inFolder { folder in
      let path = folder + "/other.sqlite"
      let other = try DatabaseQueue(path: path)
      try other.write { try $0.execute(sql: "CREATE TABLE other (a)") }
      try other.close()
      let before = FileManager.default.contents(atPath: path)
      #expect(throws: StoreError.foreign(path: path)) { try FaultJournal(existing: path) }
      #expect(FileManager.default.contents(atPath: path) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["other.sqlite"])
    }
  }

  @Test func aCopyHoldsWhatIsOpenAndIsMarkedAlone() throws {
    try inFolder { folder in
      let path = folder + "/journal.sqlite"
      let journal = try FaultJournal(path: path)
      let id = try journal.intend(entry("a"))
      let place = folder + "/copy"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      let copy = try FaultJournal.copied(from: path, to: place)
      #expect(try copy.content().open.map(\.id) == [id])
      try copy.mark(id, .undone)
      #expect(try copy.content().open.isEmpty)
      #expect(try journal.content().open.map(\.id) == [id])
    }
  }

  @Test func theRunsOfAJournalAreKnown() throws {
    try inFolder { folder in
      let journal = try FaultJournal(path: folder + "/journal.sqlite")
      for run in ["a", "b", "a"] { try journal.mark(try journal.intend(entry(run)), .undone) }
      #expect(try journal.runs() == ["a", "b"])
    }
  }

  @Test func aDamagedJournalIsNotMovedAway() {
    let text = StoreError.corrupt(path: "/j").ofTheJournal
    #expect(text.contains("A fault may be in place") && text.contains("--cluster") && !text.contains("history"))
  }
}

private func entry(_ run: String, drill: String = "partition") -> JournalEntry {
  let fault = Fault.on(.processPause, Target(machine: MachineName("cp-1")))
  return JournalEntry(
    run: run, owner: "\(run) (process 1 on host, x)", drill: drill,
    cluster: ClusterTarget(.kind("lab"), identity: "uid"),
    chosen: ChosenFault(fault, machines: [MachineName("cp-1")], mark: "firedrill_x"), memory: Data("{}".utf8),
    intendedAt: Date(timeIntervalSince1970: 1), overdueAt: Date(timeIntervalSince1970: 31))
}
