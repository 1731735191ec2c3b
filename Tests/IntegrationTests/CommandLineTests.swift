import Foundation
import Glibc
import Testing

/// Bad input: a clear message, the right exit status, nothing lost.
struct CommandLineTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var message: String
    var testDescription: String { name }
  }

  static let good = drillText(faults: killApiserver)
  static let rows = [
    Row(name: "not YAML", text: "a: [", message: "drill.yaml:"),
    Row(name: "empty", text: "", message: "drill.yaml"),
    Row(name: "wrong kind", text: good.replacing("kind: Drill", with: "kind: Dril"), message: "did you mean \"Drill\""),
    Row(
      name: "unknown key", text: good.replacing("objectives:", with: "objektives:"),
      message: "did you mean \"objectives\""),
    Row(
      name: "unknown fault", text: good.replacing("process.kill", with: "process.kil"),
      message: "did you mean \"process.kill\""),
    Row(
      name: "unknown probe", text: good.replacing("api-write", with: "api-wirte"), message: "did you mean \"api-write\""
    ),
    Row(
      name: "unknown runbook", text: good.replacing("runbook: self", with: "runbook: restore-from-bakup"),
      message: "did you mean \"restore-from-backup\""),
    Row(
      name: "words for a duration", text: good.replacing("{for: 2s}", with: "{for: 5 minutes}"), message: "5 minutes"),
    Row(name: "negative duration", text: good.replacing("{for: 2s}", with: "{for: -3s}"), message: "-3s"),
    Row(name: "duplicate names", text: good + "\n---\n" + good, message: "case"),
    Row(
      name: "nine control planes", text: good.replacing("controlPlanes: 1", with: "controlPlanes: 9"),
      message: "9 is out of range"),
    Row(
      name: "more workers than there can be",
      text: good.replacing("controlPlanes: 1", with: "controlPlanes: 1, workers: 100"), message: "cluster.workers"),
    Row(
      name: "a disk that nothing brings back",
      text: drillText(faults: "      - storage.lose: {on: {component: etcd}}"),
      message: "drill case: the only etcd member is lost, and the cluster itself cannot bring that back"),
  ]

  @Test(arguments: rows)
  func aBadFileIsRefusedBeforeAnythingStarts(_ row: Row) async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("drill.yaml", row.text)
    let result = try await FiredrillProcess.run(["run", file, "--out", folder.path + "/reports"])
    #expect(result.status == 64)
    #expect(result.errors.contains(row.message), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/reports"))
  }

  @Test(arguments: ["validate", "plan", "run"])
  func aDrillThatCannotComeBackIsRefusedWithWhatWouldHelp(_ command: String) async throws {
    let folder = try TemporaryFolder()
    let faults = "      - storage.lose: {on: {component: etcd}}"
    let refused = try folder.write("refused.yaml", drillText(faults: faults))
    let result = try await FiredrillProcess.run([command, refused] + (command == "run" ? ["--dry-run"] : []))
    #expect(result.status == 64)
    #expect(result.errors.contains("restore-from-backup with backups"), "\(result.errors)")
    #expect(!result.errors.contains("doctor"))
    let expected = try folder.write(
      "expected.yaml", drillText(faults: faults, objectives: "{}\n  expect: unrecovered"))
    #expect(try await FiredrillProcess.run(["plan", expected]).status == 0)
  }

  @Test func everyDrillThatShipsCanBePlanned() async throws {
    let result = try await FiredrillProcess.run(["plan", "Scenarios"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(!result.output.contains("nothing: no machine"))
    #expect(!result.output.contains("unsupported"))
  }

  @Test func theDoctorSpeaksToScriptsToo() async throws {
    let folder = try TemporaryFolder()
    let bare = ["XDG_CACHE_HOME": folder.path, "KUBEBUILDER_ASSETS": "", "PATH": "/usr/bin:/bin"]
    let result = try await FiredrillProcess.run(["doctor", "--json"], environment: bare)
    #expect(result.status == 2)
    let problems = try JSONDecoder().decode([[String: String]].self, from: Data(result.output.utf8))
    #expect(problems.contains { $0["what"] == "kube-apiserver is missing" && $0["remedy"] == "make setup" })
  }

  @Test(arguments: [2, 4])
  func anEvenNumberOfMembersIsAllowedWithAWarning(_ count: Int) async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("drill.yaml", Self.good.replacing("controlPlanes: 1", with: "controlPlanes: \(count)"))
    let result = try await FiredrillProcess.run(["validate", file])
    #expect(result.status == 0)
    #expect(result.errors.contains("warning"), "\(result.errors)")
  }

  @Test func aHugeFileIsRefusedUnread() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/drill.yaml"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(truncate(path, 100 << 20) == 0)
    let result = try await FiredrillProcess.run(["run", path])
    #expect(result.status == 64)
    #expect(result.errors.contains("MiB"), "\(result.errors)")
  }

  @Test func nothingToDoIsNeverASuccess() async throws {
    let folder = try TemporaryFolder()
    #expect(try await FiredrillProcess.run(["run", folder.path]).status == 64)
    #expect(try await FiredrillProcess.run(["run", folder.path + "/absent"]).status == 64)
    let file = try folder.write("drill.yaml", Self.good)
    let result = try await FiredrillProcess.run(["run", file, "--select", "suite=none"])
    #expect(result.status == 64)
    #expect(result.errors.contains("no drill matches"))
    #expect(try await FiredrillProcess.run(["run", file, "--select", "suite"]).status == 64)
  }

  @Test func anOutputFolderThatCannotBeWrittenIsSaidBeforeTheDrill() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("drill.yaml", Self.good)
    let blocked = try folder.write("file", "in the way")
    let result = try await FiredrillProcess.run(["run", file, "--out", blocked + "/reports"])
    #expect(result.status == 2)
    #expect(result.errors.contains("--out"), "\(result.errors)")
    #expect(!result.errors.contains("boot"))
  }

  /// The disk fills up while the drill runs: it plays to its end, says what could not be written, and does not say "passed".
  @Test func aFullDiskIsSaidAndIsNoSuccess() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("drill.yaml", Self.good)
    let small = folder.path + "/small"
    try FileManager.default.createDirectory(atPath: small, withIntermediateDirectories: true)
    let script = "mount -t tmpfs -o size=64k none \"$0\" && exec \"$@\""
    let process = try FiredrillProcess(
      ["run", file, "--out", small + "/reports"],
      through: ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, small])
    #expect(await process.wait() == 2)
    #expect(process.errorText.contains("No space left on device"), "\(process.errorText)")
    #expect(process.errorText.contains("free some space"))
    #expect(await Host.leftovers(of: folder.path) == [])
  }

  @Test func whatIsMissingIsNamedWithItsMend() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("drill.yaml", Self.good)
    let bare = ["XDG_CACHE_HOME": folder.path, "KUBEBUILDER_ASSETS": "", "PATH": "/usr/bin:/bin"]
    for arguments in [["doctor"], ["run", file, "--out", folder.path + "/reports"]] {
      let result = try await FiredrillProcess.run(arguments, environment: bare)
      let text = result.output + result.errors
      #expect(result.status == 2)
      #expect(text.contains("kube-apiserver") && text.contains("make setup"), "\(text)")
    }
  }
}
