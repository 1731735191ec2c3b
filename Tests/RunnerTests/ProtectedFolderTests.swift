import Foundation
import Testing

@testable import Runner

/// Keys do not outlive whoever needed them.
struct ProtectedFolderTests {
  @Test func onlyItsOwnerMayEnter() throws {
    try inFolder { folder in
      let path = folder + "/run/identities"
      try ProtectedFolder.make(path)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test(arguments: ["run/identities", "run/drill/private"])
  func thoseOfAProcessThatIsGoneAreRemoved(_ place: String) throws {
    try inFolder { folder in
      let path = "\(folder)/\(place)"
      try ProtectedFolder.make(path)
      ProtectedFolder.removeAbandoned(below: folder)
      #expect(FileManager.default.fileExists(atPath: path), "its process lives")
      let mine = LockOwner(run: "keys").description
      let number = "process \(ProcessInfo.processInfo.processIdentifier) on"
      // No system gives out numbers as high as that.
      let gone = mine.replacingOccurrences(of: number, with: "process 2147483647 on")
      try gone.write(toFile: path + "/owner", atomically: true, encoding: .utf8)
      ProtectedFolder.removeAbandoned(below: folder)
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path() + "/keys-test-\(UUID().uuidString)"
    defer { ProtectedFolder.remove(folder) }
    try body(folder)
  }
}
