import Foundation
import Model
import Testing

/// The drills that ship, as a user runs them.
@Suite(.serialized)
struct SmokeTests {
  private static let scenarios = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Scenarios").path

  @Test(arguments: [
    "apiserver/apiserver-crash", "apiserver/apiserver-crash-ha", "apiserver/apiserver-hang", "etcd/etcd-member-crash",
    "storage/storage-loss",
  ])
  func aDrillThatShipsPasses(_ name: String) async throws {
    let folder = try TemporaryFolder()
    let result = try await FiredrillProcess.run(
      ["run", "\(Self.scenarios)/\(name).yaml", "--out", folder.path + "/reports"])
    #expect(result.status == 0, "\(result.errors)")
    let drill = try #require(try readRun(folder.path + "/reports/latest").drills.first)
    #expect(drill.status == .passed)
    #expect(drill.measures.timeToRecover != nil)
    for file in ["run.json", "events.jsonl", "junit.xml", "report.html", "summary.md"] {
      #expect(FileManager.default.fileExists(atPath: "\(folder.path)/reports/latest/\(file)"))
    }
  }

  @Test func drillsRunSideBySide() async throws {
    let folder = try TemporaryFolder()
    let text = ["one", "two"].map { drillText(name: $0, faults: killApiserver) }.joined(separator: "\n---\n")
    let file = try folder.write("drills.yaml", text)
    let result = try await FiredrillProcess.run(["run", file, "--parallel", "2", "--out", folder.path + "/reports"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(try readRun(folder.path + "/reports/latest").drills.map(\.name) == ["one", "two"])
  }
}
