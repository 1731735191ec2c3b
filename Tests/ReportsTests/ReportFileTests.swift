import Foundation
import Testing

@testable import Reports

struct ReportFileTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)").path()

  private func inFolder(_ body: () throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body()
  }

  @Test func aFileIsReplacedAndNothingElseIsLeft() throws {
    try inFolder {
      let file = ReportFile(path: folder + "/run.json")
      try file.write("old")
      try file.write(String(repeating: "new ", count: 100_000))
      #expect(try String(contentsOfFile: file.path, encoding: .utf8).utf8.count == 400_000)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["run.json"])
    }
  }

  @Test func aFailedWriteLeavesTheOldFileAndNoHalfOne() throws {
    try inFolder {
      try FileManager.default.createDirectory(atPath: folder + "/taken/inside", withIntermediateDirectories: true)
      #expect(throws: ReportError.self) { try ReportFile(path: folder + "/taken").write("text") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["taken"])
    }
  }

  @Test func aMissingFolderIsNamedWithWhatToDo() {
    let error = #expect(throws: ReportError.self) { try ReportFile(path: "/nonexistent/a/run.json").write("") }
    #expect(
      error?.description == "cannot write /nonexistent/a/run.json: No such file or directory; "
        + "make the folder first, or name another one with --out")
  }

  @Test(arguments: [
    (ENOSPC, "free some space"), (EROFS, "you may write to"), (EACCES, "you may write to"), (EFBIG, "ulimit"),
  ])
  func everyFailureHasItsRemedy(code: Int32, remedy: String) {
    #expect(ReportFile.remedy(code).contains(remedy))
  }

  @Test func aFullDiskIsSaid() {
    let error = #expect(throws: ReportError.self) { try ReportFile(path: "/dev/full").append("text") }
    #expect(error?.remedy.contains("free some space") == true)
  }
}
