import Model
import TestSupport
import Testing

struct MeasuresTests {
  @Test(arguments: [
    ("at once", 10.0, 10.0, 0.0), ("window first", 12, 11, 2), ("proof last", 12, 13.5, 3.5),
    ("good all along", 9, 10.2, 0.2), ("both before the fault was in", 9, 9.5, 0),
  ])
  func timeToRecoverRunsToTheLaterOfWindowAndProof(_ name: String, _ window: Double, _ proof: Double, _ seconds: Double)
  {
    let played = tape { ($0.stable, $0.fresh) = (Span(start: window, end: 15), proof) }
    #expect(abs((played.record.measures.timeToRecover ?? -1) - seconds) < 1e-9)
  }

  @Test func severalFaultsAreMeasuredFromTheFirst() {
    let drill = Drill.sample([ScheduledFault(.killed, at: .seconds(1)), ScheduledFault(.killed)])
    let measures = tape(drill).record.measures
    #expect(measures.timeToDetect == 0.5)
    #expect(measures.timeToRecover == 2)
  }

  @Test func theFirstDetectionCounts() {
    #expect(tape { $0.more = [(11, .detected(rule: "", evidence: ""))] }.record.measures.timeToDetect == 0.5)
    #expect(tape { $0.detected = nil }.record.measures.timeToDetect == nil)
  }

  @Test func aDetectionThatNeverCameMissesItsObjective() {
    let record = tape(.sample(objectives: .all(detect: 5))) { $0.detected = nil }.record
    #expect(record.status == .failed)
    #expect(record.reason == "never detected, target 5.00 s")
    #expect(record.objective("detect") == ObjectiveRecord(name: "detect", target: 5, measured: nil, met: false))
  }

  @Test func aDrillWithoutAFaultMeasuresNothing() {
    var events = tape().events
    events.removeAll { if case .faultApplied = $0.body { true } else { false } }
    #expect(grade(Drill.sample().planned, events).measures == Measures())
  }

  // MARK: data loss

  /// Writes each 20 ms up to 9.98 s; the backup was taken at `backupAt`.
  private func restored(fromBackupAt backupAt: Double) -> LedgerFacts {
    let writes = (0..<500).map { LostWrite(number: $0, acknowledgedAt: Double($0) * 0.02) }
    let missing = writes.filter { $0.acknowledgedAt > backupAt }
    let survivor = writes.last { $0.acknowledgedAt <= backupAt }
    return .kept(writes.count, missing: missing, genesis: survivor != nil, lastSurvivingAt: survivor?.acknowledgedAt)
  }

  @Test(arguments: [(9.0, 49, 0.98), (4.0, 299, 5.98), (9.98, 0, 0)])
  func dataLossCountsWritesAndSecondsSinceTheBackup(_ backupAt: Double, _ writes: Int, _ seconds: Double) {
    let loss = tape { $0.ledger = restored(fromBackupAt: backupAt) }.record.measures.dataLoss
    #expect(loss?.writes == writes)
    #expect(abs((loss?.seconds ?? -1) - seconds) < 1e-9)
  }

  @Test func aStaleBackupFailsDataLossWithTheRightNumber() {
    let record = tape(.sample(objectives: .all(loss: 5))) { $0.ledger = restored(fromBackupAt: 4) }.record
    #expect(record.status == .failed)
    #expect(record.reason == "lost 299 acknowledged writes over 5.98 s, target 5.00 s")
    #expect(record.objective("recovered")?.met == true, "it did come back")
    #expect(record.objective("dataLoss")?.met == false)
    #expect(abs((record.objective("dataLoss")?.measured ?? 0) - 5.98) < 1e-9)
  }

  @Test func aFreshEnoughBackupMeetsDataLoss() {
    let record = tape(.sample(objectives: .all(loss: 6))) { $0.ledger = restored(fromBackupAt: 4) }.record
    #expect(record.status == .passed)
    #expect(record.reason == "recovered in 2.00 s, 299 acknowledged writes lost over 5.98 s")
  }

  @Test func whereNothingSurvivedTheLossCountsFromTheFirstWrite() {
    let missing = [LostWrite(number: 0, acknowledgedAt: 6), LostWrite(number: 1, acknowledgedAt: 9.5)]
    #expect(LedgerFacts.kept(2, missing: missing, genesis: false).lostSeconds == 3.5)
  }

  @Test func oneLostWriteMissesATargetOfZeroHoweverShort() {
    let lost = LedgerFacts.kept(missing: [LostWrite(number: 5, acknowledgedAt: 8)], lastSurvivingAt: 8)
    #expect(lost.lostSeconds == 0)
    let record = tape { $0.ledger = lost }.record
    #expect(record.status == .failed)
    #expect(record.reason == "lost 1 acknowledged writes over 0 s, target 0 s")
  }

  @Test func aLedgerThatWasNotComparedLeavesDataLossUnknown() {
    let record = tape { $0.ledger = nil }.record
    #expect(record.status == .failed)
    #expect(record.reason.contains("the ledger could not be compared"))
    #expect(record.objective("dataLoss")?.measured == nil)
    #expect(record.objective("dataLoss")?.met == false)
  }

  // MARK: the rest of the record

  @Test func undoneFaultsAreTold() {
    let faults = Drill.sample([ScheduledFault(.paused), ScheduledFault(.paused), ScheduledFault(.killed)])
    let record = tape(faults) {
      $0.more = [
        (13, .faultUndone(index: 0)), (13, .faultUndoFailed(index: 1, reason: "no")),
      ]
    }.record
    #expect(record.faults.map(\.undone) == [true, false, nil])
    #expect(record.faults.map(\.undoneAt) == [13, nil, nil])
    #expect(record.warnings == ["fault 2 could not be undone: no"])
  }

  @Test func anUndoThatSucceedsLaterLeavesNoWarning() {
    let record = tape(.sample([ScheduledFault(.paused)])) {
      $0.more = [(13, .faultUndoFailed(index: 0, reason: "no")), (14, .faultUndone(index: 0))]
    }.record
    #expect(record.faults.first?.undone == true)
    #expect(record.warnings.isEmpty)
  }

  @Test func derivedPhasesJoinFaultDetectionAndRecovery() {
    let phases = tape().record.phases.suffix(2)
    #expect(phases.map(\.name) == ["fault → detected", "detected → recovered"])
    #expect(phases.map(\.start) == [10, 10.5])
    #expect(phases.map(\.seconds) == [0.5, 1.5])
  }

  @Test func theLatestFiguresOfALaneCount() {
    func figures(_ samples: Int) -> LaneFacts {
      LaneFacts(
        lane: "api-read", samples: samples, failed: 0, skipped: 0, latencyMedian: 0, latency99: 0, lateness99: 0,
        latenessMax: 0)
    }
    let record = tape { $0.more = [(1, .lanes([figures(1)])), (2, .lanes([figures(2)]))] }.record
    #expect(record.lanes.map(\.samples) == [2])
  }
}
