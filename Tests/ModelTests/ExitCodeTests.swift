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

  /// A kubelet starts again what was killed; a wiped disk stays so.
  @Test(arguments: [
    (Fault.Kind.processKill, Double?.none, ExitCode.passed), (.storageLose, nil, .faultLeft),
    (.storageLose, 4, .passed), (.storageCorrupt, nil, .faultLeft),
  ])
  func whatOnlyARecoveryRepairsIsLeftWithoutOne(_ kind: Fault.Kind, _ recovered: Double?, _ code: ExitCode) {
    var drill = tape().record
    drill.faults[0].kind = kind
    drill.measures.timeToRecover = recovered
    #expect(run([drill]).exitCode == code)
    drill.cluster = ClusterFacts(
      provider: "local", version: "v1", etcdVersion: "3", machines: [], zones: [], bootSeconds: 0)
    #expect(run([drill]).exitCode == .passed)
  }
}

func run(_ drills: [DrillRecord]) -> RunRecord {
  RunRecord(
    id: "run", firedrillVersion: "1", started: Date(timeIntervalSince1970: 0), seconds: 1,
    host: HostFacts(system: "test", cores: 1, load: 0), command: ["firedrill", "run"], seed: 1, drills: drills)
}
