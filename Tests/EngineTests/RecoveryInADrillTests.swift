import Model
import Recovery
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct RecoveryInADrillTests {
  private let drill = Drill.sample([ScheduledFault(.wiped)], recovery: .restore)

  @Test func theRunbookBeginsAfterDetectionWithBackupsPaused() async {
    let played = await play(drill, script { $0.outages = [FakeOutage(until: .repair)] })
    #expect(played.acts == ["inject 0", "pause backups", "recover restore-from-backup"])
    #expect(
      played.story.withoutMilestones.drop { $0 != "detected" } == [
        "detected", "phase recovery", "recovery began", "step mend", "step mend done", "freshness", "stable window",
        "phase verify", "ledger compared", "phase teardown", "drill ended",
      ])
    #expect(near(played.record.measures.timeToRecover, 4.02, within: 0.011))
    #expect(played.record.recovery.steps.map(\.name) == ["mend"])
    #expect(played.record.status == .passed)
  }

  @Test func withoutDetectionNoRunbookBegins() async {
    let played = await play(drill)
    #expect(played.acts == ["inject 0"])
    #expect(played.record.status == .failed, "nobody was called, so nobody restored anything")
  }

  @Test func goodLanesDoNotCountBeforeTheRunbookIsThrough() async {
    let early = script {
      $0.outages = [FakeOutage(until: .after(.seconds(1)))]
      $0.repairTakes = .seconds(20)
    }
    let played = await play(drill, early)
    #expect((played.record.measures.timeToRecover ?? 0) >= 20)
  }

  @Test func aRunbookThatFailsFailsTheDrillAndTheLedgerIsStillCompared() async {
    let failing = script {
      $0.outages = [FakeOutage(until: .never)]
      $0.repairFailure = .noBackup(rejected: [])
      $0.ledger = .kept(missing: [LostWrite(number: 1, acknowledgedAt: 8)], lastSurvivingAt: 7)
    }
    let played = await play(drill, failing)
    #expect(played.record.status == .failed)
    #expect(played.record.reason.hasPrefix("not recovered: there is no verified backup"))
    #expect(played.record.measures.timeToRecover == nil)
    #expect(played.record.measures.dataLoss == DataLoss(writes: 1, seconds: 1))
    #expect(played.calls.contains("compare ledger"))
    #expect(played.record.seconds < 20, "it does not wait for the deadline")
  }

  @Test func aClusterThatStaysDownIsGivenUpAtTheDeadline() async {
    let down = script {
      $0.outages = [FakeOutage(until: .never)]
      $0.ledger = nil
    }
    let played = await play(.sample(), down)
    #expect(played.record.status == .failed)
    #expect(played.record.reason.hasPrefix("not recovered: no stable window before the deadline"))
    #expect(near(played.record.seconds, 8 + 120, within: 0.02))
  }

  @Test func aStableWindowThatBreaksIsCountedFromTheNextStretch() async {
    let flapping = script {
      $0.outages = [
        FakeOutage(until: .after(.seconds(2))), FakeOutage("api-read", from: .seconds(4), until: .after(.seconds(6))),
      ]
    }
    let played = await play(.sample(), flapping)
    #expect(near(played.record.measures.timeToRecover, 6))
    #expect(played.story.count { $0 == "stable window" } == 1)
  }

  @Test func oneLaneThatStaysDownKeepsTheClusterFromCountingAsRecovered() async {
    let oneDown = script {
      $0.outages = [FakeOutage(until: .after(.seconds(2))), FakeOutage("api-read/new", until: .never)]
    }
    #expect((await play(.sample(), oneDown)).record.status == .failed)
  }

  @Test func lateFreshnessMovesTheTimeToRecover() async {
    let late = script {
      $0.outages = [FakeOutage(until: .after(.seconds(2)))]
      $0.freshness = [.proved, FakeFreshness(after: .seconds(10))]
    }
    let played = await play(.sample(), late)
    #expect(near(played.record.measures.timeToRecover, 12, within: 0.02))
    #expect(played.record.status == .passed)
  }

  @Test func freshnessThatIsNeverProvedIsNoRecovery() async {
    let stale = script {
      $0.outages = [FakeOutage(until: .after(.seconds(2)))]
      $0.freshness = [.proved, .never]
    }
    let played = await play(.sample(), stale)
    #expect(played.record.status == .failed)
    #expect(played.record.measures.timeToRecover == nil)
    #expect(played.record.freshness?.proved == false)
    #expect(played.record.reason.contains("not seen: a lease was renewed"))
  }

  @Test func freshnessFromBeforeABreakIsAskedForAgain() async {
    let broken = script {
      $0.outages = [FakeOutage(until: .after(.seconds(2))), FakeOutage(from: .seconds(4), until: .after(.seconds(6)))]
      $0.freshness = [.proved, .proved, FakeFreshness(after: .seconds(1))]
    }
    let played = await play(.sample(), broken)
    #expect(near(played.record.measures.timeToRecover, 7, within: 0.02))
  }

  @Test func anEmptyClusterIsNotARecoveredCluster() async {
    let empty = script {
      $0.outages = [FakeOutage(until: .after(.seconds(2)))]
      $0.ledger = .kept(missing: [LostWrite(number: 0, acknowledgedAt: 5)], genesis: false)
    }
    let played = await play(.sample([ScheduledFault(.wiped)]), empty)
    #expect(played.record.freshness?.proved == true, "every lane is good and its state is live …")
    #expect(played.story.contains("stable window"))
    #expect(played.record.measures.timeToRecover == nil, "… and yet")
    #expect(played.record.status == .failed)
    #expect(played.record.reason.hasPrefix("not recovered: the cluster answers but its data is gone"))
  }

  @Test func aLedgerThatCannotBeComparedIsNoProof() async {
    let played = await play(.sample(), script { $0.ledger = nil })
    #expect(played.record.status == .failed)
    #expect(played.record.reason.hasPrefix("not recovered: the ledger could not be compared"))
    #expect(played.record.warnings.contains("the ledger could not be compared: the API does not answer"))
  }
}
