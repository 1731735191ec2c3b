import Foundation
import Glibc
import Testing
import Transport

@testable import Providers

/// The scripts as a real shell runs them, on folders of a test.
struct NodeScriptsTests {
  private let folder: String
  private var manifests: String { folder + "/manifests" }
  private var aside: String { folder + "/aside" }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "node-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder + "/manifests", withIntermediateDirectories: true)
  }

  // MARK: manifests

  @Test func aManifestGoesAsideAndBack() async throws {
    try await withFolder {
      try put("kube-apiserver.yaml", "one")
      try await run(NodeScripts.moveAside, manifest)
      #expect(list(manifests).isEmpty && list(aside) == ["kube-apiserver.yaml"])
      try await run(NodeScripts.moveAside, manifest)
      #expect(list(aside) == ["kube-apiserver.yaml"], "twice is as good as once")
      #expect(try await run(NodeScripts.readManifest, manifest) == "one")
      #expect(try await run(NodeScripts.moveBack, manifest) == "aside\n")
      #expect(try await run(NodeScripts.moveBack, manifest) == "there\n")
      #expect(try await run(NodeScripts.readManifest, manifest) == "one")
    }
  }

  @Test func oneThatIsNowhereIsMissing() async throws {
    try await withFolder {
      let said = try await run(NodeScripts.moveBack, manifest)
      #expect(said == "missing\n")
    }
  }

  @Test func aManifestIsChangedWhereverItIs() async throws {
    try await withFolder {
      try put("kube-apiserver.yaml", "one")
      try await run(NodeScripts.writeManifest, manifest + ["3"], input: "two")
      #expect(try await run(NodeScripts.readManifest, manifest) == "two")
      try await run(NodeScripts.moveAside, manifest)
      try await run(NodeScripts.writeManifest, manifest + ["5"], input: "three")
      #expect(list(manifests).isEmpty)
      #expect(try await run(NodeScripts.readManifest, manifest) == "three")
      #expect(list(aside) == ["kube-apiserver.yaml"], "nothing half-written is left")
    }
  }

  /// As where the harness, or the way to the machine, dies in the middle of it.
  @Test func halfAManifestTakesNobodysPlace() async throws {
    try await withFolder {
      try put("kube-apiserver.yaml", "one")
      await #expect(throws: CommandError.self) {
        try await run(NodeScripts.writeManifest, manifest + ["5"], input: "two")
      }
      #expect(try await run(NodeScripts.readManifest, manifest) == "one")
      #expect(list(aside).isEmpty)
      let note = folder + "/note"
      try await run(NodeScripts.note, [note, "3"], input: "one")
      await #expect(throws: CommandError.self) { try await run(NodeScripts.note, [note, "5"], input: "two") }
      #expect(try String(contentsOfFile: note, encoding: .utf8) == "one")
    }
  }

  @Test func aFlagIsLiftedOutOfAManifest() async throws {
    try await withFolder {
      try put("kube-apiserver.yaml", "- a\n- --odd-flag\n- b\n")
      try await run(NodeScripts.removeFlag, manifest + ["odd-flag"])
      #expect(try await run(NodeScripts.readManifest, manifest) == "- a\n- b\n")
      #expect(list(aside).isEmpty)
    }
  }

  // MARK: folders

  @Test func aFolderThatWasReplacedIsAnotherOne() async throws {
    try await withFolder {
      let data = folder + "/data"
      try FileManager.default.createDirectory(atPath: data + "/member", withIntermediateDirectories: true)
      let before = try await run(NodeScripts.folderIdentity, [data])
      #expect(try await run(NodeScripts.folderIdentity, [data]) == before)
      try await run(NodeScripts.loseFolder, [data])
      let after = try await run(NodeScripts.folderIdentity, [data])
      #expect(after != before && !after.isEmpty)
      #expect(list(data).isEmpty)
      #expect(list(folder).sorted() == ["data", "manifests"], "what was lost is gone")
      #expect(try await run(NodeScripts.folderIdentity, [folder + "/none"]).isEmpty)
    }
  }

  // MARK: timers

  /// Where systemd runs, the lab's nodes are asked.
  @Test(.enabled(if: getuid() == 0 && access("/run/systemd/system", F_OK) != 0))
  func aTimerThatIsRemovedGoesOffFirst() async throws {
    try await withFolder {
      let (mark, file) = ("firedrill_test\(UInt16.random(in: 0...9999))", folder + "/gone-off")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try await run(NodeScripts.arm, ["\(mark)-0", "600", "touch", file])
      #expect(!FileManager.default.fileExists(atPath: file))
      try await run(NodeScripts.goOff, [mark])
      #expect(FileManager.default.fileExists(atPath: file))
      #expect(!list(NodeScripts.timers).contains("\(mark)-0"))
    }
  }

  /// It may be all that knows the way out.
  @Test(.enabled(if: getuid() == 0 && access("/run/systemd/system", F_OK) != 0))
  func aTimerWhoseCommandFailsStays() async throws {
    try await withFolder {
      let mark = "firedrill_test\(UInt16.random(in: 0...9999))"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try await run(NodeScripts.arm, ["\(mark)-0", "600", "false"])
      for _ in 1...2 { await #expect(throws: (any Error).self) { try await run(NodeScripts.goOff, [mark]) } }
      #expect(list(NodeScripts.timers).contains("\(mark)-0"))
      try await run(NodeScripts.disarm, [mark])
      #expect(!list(NodeScripts.timers).contains("\(mark)-0"))
    }
  }

  // MARK: processes

  @Test func aProcessIsFoundByItsNameAndSignalled() async throws {
    try await withFolder {
      let name = "fd-test-\(UInt16.random(in: 0...999))"
      try FileManager.default.createSymbolicLink(atPath: folder + "/" + name, withDestinationPath: "/bin/sleep")
      let sleeping = Task {
        try? await LocalCommandRunner().run(Command(folder + "/" + name, ["30"], deadline: .seconds(40)))
      }
      defer { sleeping.cancel() }
      var found: [ProcessIdentity] = []
      for _ in 0..<100 where found.isEmpty {
        found = identities(try await run(NodeScripts.processes, [name, "", ""]))
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(found.count == 1)
      let ofAStaticPod = try await run(NodeScripts.processes, [name, NodeScripts.staticPod, ""])
      #expect(ofAStaticPod.isEmpty)
      let hit = identities(try await run(NodeScripts.processes, [name, "", "9"]))
      #expect(hit.map(\.pid) == found.map(\.pid))
      _ = await sleeping.value
      #expect(try await run(NodeScripts.processes, [name, "", ""]).isEmpty)
    }
  }

  @Test(arguments: [
    ("/kubepods/burstable/pod3f2a9c1e8b7d6f504132a1b2c3d4e5f6/abc", true),
    ("/kubepods.slice/kubepods-burstable-pod3f2a9c1e8b7d6f504132a1b2c3d4e5f6.slice/x", true),
    ("/kubepods/burstable/pod3f2a9c1e-8b7d-6f50-4132-a1b2c3d4e5f6/abc", false),
    ("/kubepods-burstable-pod3f2a9c1e_8b7d_6f50_4132_a1b2c3d4e5f6.slice/x", false),
    ("/system.slice/etcd.service", false),
  ])
  func onlyAStaticPodIsTakenForOne(_ group: String, _ isStatic: Bool) async throws {
    let result = try await LocalCommandRunner().run(
      Command("grep", ["-qE", NodeScripts.staticPod], input: Array((group + "\n").utf8), deadline: .seconds(10)))
    #expect(result.isSuccess == isStatic)
    try? FileManager.default.removeItem(atPath: folder)
  }

  // MARK: helpers

  private var manifest: [String] { [manifests, aside, "kube-apiserver.yaml"] }

  private func withFolder(_ body: () async throws -> Void) async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body()
  }

  @discardableResult
  private func run(_ script: String, _ arguments: [String], input: String? = nil) async throws -> String {
    let command = Command(
      "sh", ["-c", script, "sh"] + arguments, input: input.map { Array($0.utf8) }, deadline: .seconds(20))
    return try await LocalCommandRunner().require(command).text
  }

  private func identities(_ text: String) -> [ProcessIdentity] {
    text.split(separator: "\n").compactMap { ProcessIdentity(stat: String($0)) }
  }

  private func put(_ name: String, _ text: String) throws {
    try text.write(toFile: manifests + "/" + name, atomically: true, encoding: .utf8)
  }

  private func list(_ path: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
}
