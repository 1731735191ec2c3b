import Foundation
import Model
import Testing

@Suite(.enabled(if: KindLab.hasTwoWorkers, KindLab.why), .timeLimit(.minutes(20)))
struct StandingWorkloadTests {
  /// Requests to one worker's port, which its kube-proxy passes on to pods on both.
  @Test func workloadsGoOnWhileNoControlPlaneRuns() async throws {
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "drill.yaml",
      drillText(
        cluster: "{controlPlanes: 1, workers: 2, backups: {every: 15s}}", probes: "[api-read, workload]",
        faults: "      - machine.lose: {on: {component: etcd}}\n        for: 10s",
        recovery: "{runbook: self, deadline: 4m, stable: 3s}",
        objectives: "{recover: 3m, dataLoss: 0s, outage: {workload: 500ms}}"))
    let result = try await FiredrillProcess.run([
      "run", file, "--cluster", KindLab.kind, "--consent", KindLab.name, "--out", folder.path + "/reports",
    ])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    let drill = try #require(try readRun(folder.path + "/reports/latest").drills.first)
    #expect(drill.status == .passed, "\(drill.reason)")
    #expect(drill.lanes.contains { "\($0.lane)" == "api-read" && $0.failed > 0 })
    #expect(await KindLab.marks() == [])
  }
}
