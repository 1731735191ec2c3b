import Foundation
import Model
import TestSupport
import Testing

struct ExitCodeTests {
  @Test(arguments: [
    ([], ExitCode.passed), ([DrillStatus.passed], .passed), ([.skipped], .passed), ([.passed, .skipped], .passed),
    ([.failed], .objectiveMissed), ([.passed, .failed, .skipped], .objectiveMissed), ([.invalid], .provedNothing),
    ([.errored], .provedNothing), ([.failed, .invalid], .provedNothing),
    ([.errored, .failed, .passed], .provedNothing),
  ])
  func theWorstDrillDecides(_ statuses: [DrillStatus], _ code: ExitCode) {
    #expect(ExitCode(statuses) == code)
    #expect(ExitCode(statuses.reversed()) == code)
    #expect(ExitCode(statuses, faultLeft: true) == .faultLeft)
  }

  @Test func theNumbersAreAContract() {
    #expect(
      [ExitCode.passed, .objectiveMissed, .provedNothing, .faultLeft, .usage].map(\.rawValue) == [0, 1, 2, 3, 64])
  }

  @Test(arguments: [(Bool?.none, ExitCode.passed), (true, .passed), (false, .faultLeft)])
  func aFaultThatMayStillBeInPlaceIsWorseThanAll(_ undone: Bool?, _ code: ExitCode) {
    var drill = tape().record
    drill.faults[0].undone = undone
    #expect(run([drill]).exitCode == code)
  }
}

func run(_ drills: [DrillRecord]) -> RunRecord {
  RunRecord(
    id: "run", firedrillVersion: "1", started: Date(timeIntervalSince1970: 0), seconds: 1,
    host: HostFacts(system: "test", cores: 1, load: 0), command: ["firedrill", "run"], seed: 1, drills: drills)
}
