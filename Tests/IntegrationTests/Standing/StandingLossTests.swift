import Foundation
import Glibc
import Testing

/// The last that is done to a cluster: afterwards its data is gone.
@Suite(.serialized, .enabled(if: KindLab.isSmall, KindLab.why), .timeLimit(.minutes(20)))
struct StandingLossTests {
  /// Everything dies in the middle of a restore.
  @Test func backupsOutliveARecoveryThatWasCutShort() async throws {
    await KindLab.forgetBackOffs()
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "drill.yaml",
      drillText(
        cluster: "{controlPlanes: 1, backups: {every: 5s}}", faults: "      - storage.lose: {on: {component: etcd}}",
        recovery: "{runbook: restore-from-backup, deadline: 3m, stable: 2s}",
        objectives: "{recover: 2m, dataLoss: 30s}"))
    let reports = folder.path + "/reports"
    let process = try FiredrillProcess([
      "run", file, "--cluster", KindLab.kind, "--consent", KindLab.name, "--out", reports,
    ])
    await process.waitForProgress("stop apiservers")
    let all = [process.pid] + Host.processes(of: folder.path, named: "firedrill").filter { $0 != process.pid }
    for pid in all { kill(pid, SIGSTOP) }
    for pid in all { kill(pid, SIGKILL) }
    _ = await process.wait()
    for _ in 1...2 {
      let undone = try await undo(reports)
      #expect(undone.status == 3, "\(undone.output)\(undone.errors)")
      let told = undone.errors.firstMatch(of: #/the backups that the drill took are in ([^,]+),/#)
      let backups = try #require(told.map { String($0.output.1) }, "\(undone.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: backups).contains { $0.hasSuffix(".db") })
    }
    let forgotten = try await undo(reports, "--forget")
    #expect(forgotten.status == 0 && forgotten.output.contains("cannot be undone: storage.lose"))
    #expect(await KindLab.marks() == [])
  }

  private func undo(_ reports: String, _ more: String...) async throws -> (
    status: Int32, output: String, errors: String
  ) {
    try await FiredrillProcess.run(["undo", "--out", reports, "--cluster", KindLab.kind] + more)
  }
}
