import Foundation
import GRDB
import Model
import Runner
import Store
import Testing

struct UndoBookTests {
  /// As on a full disk: what it holds can be read, and nothing can be marked.
  @Test func aJournalThatTakesNoMarksKeepsNoClusterFromItsTurn() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fd-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/journal.sqlite"
    let journal = try FaultJournal(path: path)
    for cluster in ["one", "two"] { _ = try journal.intend(entry(on: cluster)) }
    let other = try DatabaseQueue(path: path)
    try await other.write { db in
      try db.execute(sql: "CREATE TRIGGER none BEFORE UPDATE ON fault BEGIN SELECT RAISE(ABORT, 'no marks'); END")
    }
    let environment = ["DOCKER_HOST": "unix://\(folder)/none.sock", "XDG_STATE_HOME": folder]
    let coordinator = UndoCoordinator(journal: journal, output: nil, forgets: true, environment: environment)
    let outcome = try await coordinator.undo()
    #expect(outcome.closed.count == 2, "\(outcome)")
    #expect(outcome.left.count == 1 && outcome.left.allSatisfy { $0.contains("no marks") }, "\(outcome)")
    #expect(outcome.exitCode == .faultLeft)
  }

  private func entry(on cluster: String) -> JournalEntry {
    let fault = Fault.on(.processPause, Target(machine: MachineName("cp-1")))
    return JournalEntry(
      run: "a", owner: "a (process 1 on host, x)", drill: "pause",
      cluster: ClusterTarget(.kind(cluster), identity: "uid"),
      chosen: ChosenFault(fault, machines: [MachineName("cp-1")], mark: "firedrill_x"), memory: Data("{}".utf8),
      intendedAt: Date(timeIntervalSince1970: 1), overdueAt: Date(timeIntervalSince1970: 31))
  }
}
