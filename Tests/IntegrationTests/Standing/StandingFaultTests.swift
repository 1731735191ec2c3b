import Foundation
import Model
import Testing

/// Every fault that is put in through a node, other than those of the drills that ship: each is proved, comes back by itself, and
/// leaves nothing.
@Suite(.serialized, .enabled(if: KindLab.isSmall, KindLab.why), .timeLimit(.minutes(30)))
struct StandingFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var fault: String
    /// Whether a tenth of the requests have to fail, it being in for a third of the time; a busy host loses one now and then.
    var isFelt = true

    var testDescription: String { fault }
  }

  static let cases = [
    Case(fault: "process.stop: {on: {component: kube-apiserver}}"),
    Case(fault: "process.stop: {on: {component: kubelet, machine: worker-1}}", isFelt: false),
    Case(fault: "machine.pause: {on: {machine: cp-1}}"),
    Case(fault: "machine.pause: {on: {machine: worker-1}}", isFelt: false),
    Case(fault: "machine.disconnect: {on: {machine: cp-1}}"),
    Case(fault: "machine.disconnect: {on: {machine: worker-1}}", isFelt: false),
  ]

  @Test(arguments: cases) func itIsProvedAndTakenOut(_ example: Case) async throws {
    await KindLab.forgetBackOffs()
    #expect(await KindLab.settle())
    let addresses = await KindLab.addresses()
    let drill = try await play("\(example.fault)\n        for: 8s")
    #expect(drill.status == .passed, "\(drill.reason)")
    #expect(drill.faults.allSatisfy { $0.effect.observed && $0.undone == true })
    let reads = try #require(drill.lanes.first { "\($0.lane)" == "api-read" })
    #expect((reads.failed * 10 > reads.samples) == example.isFelt, "\(reads)")
    #expect(drill.leftBehind == [])
    #expect(await KindLab.marks() == [])
    #expect(await KindLab.addresses() == addresses)
  }

  /// The supervisors' own promise: systemd brings the kubelet back, and its pods live on.
  @Test func aKilledKubeletComesBack() async throws {
    #expect(await KindLab.settle())
    let drill = try await play("supervisor.kill: {on: {machine: cp-1}}")
    #expect(drill.status == .passed, "\(drill.reason)")
    #expect(drill.faults.allSatisfy { $0.effect.observed })
    #expect(await KindLab.marks() == [])
  }

  private func play(_ fault: String) async throws -> DrillRecord {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "drill.yaml",
      drillText(
        cluster: "{controlPlanes: 1, workers: 1, zones: [a, b]}", faults: "      - \(fault)",
        recovery: "{runbook: self, deadline: 3m, stable: 2s}", objectives: "{recover: 2m}"))
    let result = try await FiredrillProcess.run([
      "run", file, "--cluster", KindLab.kind, "--consent", KindLab.name, "--accept-data-loss", "--out",
      folder.path + "/reports",
    ])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    return try #require(try readRun(folder.path + "/reports/latest").drills.first)
  }
}
