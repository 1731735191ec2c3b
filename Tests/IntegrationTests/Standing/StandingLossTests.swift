import Foundation
import Glibc
import Model
import Testing

/// The last that is done to a cluster: afterwards its data is gone.
@Suite(.serialized, .enabled(if: KindLab.isSmall, KindLab.why), .timeLimit(.minutes(120)))
struct StandingLossTests {
  /// Everything dies in the middle of a restore.
  @Test func backupsOutliveARecoveryThatWasCutShort() async throws {
    await KindLab.forgetBackOffs()
    #expect(await KindLab.settle())
    let run = try DoomedRun.losingData()
    await run.process.waitForProgress("stop apiservers")
    await run.die()
    for _ in 1...2 { try await expectBackupsNamed(run) }
    try await expectForgotten(run)
    #expect(await KindLab.marks() == [])
  }

  /// Somebody presses Ctrl-C in the middle of a restore.
  @Test func backupsOutliveARecoveryThatWasInterrupted() async throws {
    await KindLab.joinAnew()
    #expect(await KindLab.settle())
    let run = try DoomedRun.losingData()
    await run.process.waitForProgress("stop apiservers")
    kill(run.process.pid, SIGINT)
    #expect(await run.process.wait() == 3, "\(run.process.errorText)")
    let drill = try #require(try readRun(run.reports + "/latest").drills.first)
    #expect(drill.reason.contains("interrupted"), "\(drill.reason)")
    for _ in 1...2 { try await expectBackupsNamed(run) }
    try await expectForgotten(run)
    #expect(await KindLab.marks() == [])
  }

  /// At random moments, as often as the sweep kills: either nothing is lost, or what can bring it back is named.
  @Test(arguments: StandingSweepTests.swept(["storage.lose", "storage.corrupt"]))
  func aKillLeavesTheClusterOrItsBackups(_ fault: String) async throws {
    var losses = 0
    for moment in 0..<StandingSweepTests.moments {
      await KindLab.joinAnew()
      #expect(await KindLab.settle())
      let run = try DoomedRun.losingData(by: fault)
      // From the start to after the recovery.
      try await Task.sleep(for: .seconds(Double.random(in: 0...45)))
      #expect(run.isPlayed, "\(run.process.errorText)")
      await run.die()
      let undone = try await run.undo()
      StandingSweepTests.tell("moment \(moment): undo ended with \(undone.status)")
      #expect([0, 3].contains(undone.status), "moment \(moment): \(undone.output)\(undone.errors)")
      #expect(await KindLab.marks() == [], "moment \(moment)")
      if undone.status == 3 {
        losses += 1
        try await expectBackupsNamed(run)
        try await expectForgotten(run, fault)
        await KindLab.startEmpty()
        await KindLab.joinAnew()
        #expect(await KindLab.settle())
      }
      let last = try await run.undo()
      #expect(last.status == 0, "\(last.output)\(last.errors)")
    }
    print("SWEEP \(fault): \(StandingSweepTests.moments) moments, \(losses) in the middle of a loss")
  }

  private func expectBackupsNamed(_ run: DoomedRun) async throws {
    let undone = try await run.undo()
    #expect(undone.status == 3, "\(undone.output)\(undone.errors)")
    let told = undone.errors.firstMatch(of: #/the backups that the drill took are in ([^,]+),/#)
    let backups = try #require(told.map { String($0.output.1) }, "\(undone.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: backups).contains { $0.hasSuffix(".db") })
  }

  private func expectForgotten(_ run: DoomedRun, _ fault: String = "storage.lose") async throws {
    let forgotten = try await run.undo("--forget")
    #expect(forgotten.status == 0 && forgotten.output.contains("cannot be undone: \(fault)"), "\(forgotten)")
  }
}
