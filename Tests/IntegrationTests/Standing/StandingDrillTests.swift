import Foundation
import Model
import Testing

/// The same drill files on the embedded cluster, on a kind-shaped one, and on hosts over SSH.
@Suite(.serialized, .enabled(if: KindLab.isSmall, KindLab.why), .timeLimit(.minutes(60)))
struct StandingDrillTests {
  private static let scenarios = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios/anywhere").path
  static let names = ["apiserver-crash", "vm-shutdown", "storage-loss", "partition", "zone-loss"]

  @Test(arguments: names) func onTheEmbeddedCluster(_ name: String) async throws {
    try await passes(name, on: "local")
  }

  @Test(arguments: names) func onAKindCluster(_ name: String) async throws {
    await KindLab.forgetBackOffs()
    #expect(await KindLab.settle())
    try await passes(name, on: KindLab.kind)
    #expect(await KindLab.marks() == [])
  }

  @Test(arguments: names) func onHosts(_ name: String) async throws {
    await KindLab.forgetBackOffs()
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    try await passes(name, on: "hosts:" + KindLab.inventory(in: folder))
    #expect(await KindLab.marks() == [])
  }

  private func passes(_ name: String, on cluster: String) async throws {
    let drill = try await passed("\(Self.scenarios)/anywhere-\(name).yaml", on: cluster)
    let fidelity = drill.faults.map(\.fidelity.rawValue).joined()
    let times = [drill.measures.timeToDetect, drill.measures.timeToRecover].map { $0.map { "\($0)" } ?? "-" }
    print("FIDELITY \(cluster.prefix(5)) \(name) \(fidelity) detect \(times[0]) recover \(times[1])")
  }

  private func passed(_ file: String, on cluster: String) async throws -> DrillRecord {
    let folder = try TemporaryFolder()
    let result = try await FiredrillProcess.run([
      "run", file, "--cluster", cluster, "--consent", KindLab.name, "--consent", "lab", "--out",
      folder.path + "/reports",
    ])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    let drill = try #require(try readRun(folder.path + "/reports/latest").drills.first)
    #expect(drill.status == .passed, "\(drill.reason)")
    #expect(drill.faults.allSatisfy { $0.effect.observed })
    #expect(drill.measures.timeToRecover != nil)
    #expect(drill.leftBehind == [])
    try await expectNothingSecret(in: folder.path + "/reports")
    return drill
  }

  /// What a run leaves names no key, and is its owner's alone.
  private func expectNothingSecret(in folder: String) async throws {
    let secrets = await KindLab.secrets()
    #expect(secrets.count > 10)
    let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
    #expect(names.count > 5)
    for name in names {
      let path = "\(folder)/\(name)"
      let about = try FileManager.default.attributesOfItem(atPath: path)
      guard about[.type] as? FileAttributeType != .typeSymbolicLink else { continue }
      let mode = try #require(about[.posixPermissions] as? Int)
      #expect(mode & 0o077 == 0, "\(name) has mode \(String(mode, radix: 8))")
      guard let data = FileManager.default.contents(atPath: path) else { continue }
      for secret in secrets { #expect(data.range(of: Data(secret.utf8)) == nil, "\(name) holds a key") }
    }
  }
}
