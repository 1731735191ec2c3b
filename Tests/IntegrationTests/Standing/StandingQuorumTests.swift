import Foundation
import Model
import Testing

/// Three control planes with etcd on each: what a quorum bears, and how the recovery core brings back what it does not.
@Suite(.serialized, .enabled(if: KindLab.isHighlyAvailable, KindLab.why), .timeLimit(.minutes(60)))
struct StandingQuorumTests {
  /// Quorum and restores would be reckoned without it.
  @Test func anInventoryThatLeavesAControlPlaneOutIsRefused() async throws {
    let folder = try TemporaryFolder()
    let inventory = try await KindLab.inventory(in: folder, leavingOut: [try #require(KindLab.planes.last).name])
    let result = try await FiredrillProcess.run(["doctor", "--cluster", "hosts:" + inventory])
    #expect(result.status != 0)
    #expect((result.output + result.errors).contains("is not among the machines"), "\(result)")
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var fault: String
    var recovery: String
    var dataLoss = "0s"

    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "one control plane loses its power", fault: "machine.lose: {on: {component: etcd}}",
      recovery: "restart-machine"),
    Case(
      name: "etcd's leader is cut off",
      fault: "network.partition: {from: {component: etcd, role: leader}, to: rest}\n        for: 8s",
      recovery: "self"),
    Case(name: "one member loses its disk", fault: "storage.lose: {on: {component: etcd}}", recovery: "replace-member"),
    Case(
      name: "one member survives", fault: "storage.lose: {on: {component: etcd, count: majority}}",
      recovery: "recover-from-survivor", dataLoss: "2s"),
  ]

  @Test(arguments: cases) func itComesBack(_ example: Case) async throws {
    try await passes(
      drillText(
        cluster: "{controlPlanes: 3}", faults: "      - \(example.fault)",
        recovery: "{runbook: \(example.recovery), deadline: 6m, stable: 3s}",
        objectives: "{recover: 5m, dataLoss: \(example.dataLoss)}"))
  }

  private func passes(_ text: String) async throws {
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let file = try folder.write("drill.yaml", text)
    let result = try await FiredrillProcess.run([
      "run", file, "--cluster", KindLab.kind, "--consent", KindLab.name, "--accept-data-loss", "--out",
      folder.path + "/reports",
    ])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    let drill = try #require(try readRun(folder.path + "/reports/latest").drills.first)
    #expect(drill.status == .passed, "\(drill.reason)")
    #expect(drill.faults.allSatisfy { $0.effect.observed })
    #expect(drill.leftBehind == [])
    #expect(await KindLab.marks() == [])
  }
}
