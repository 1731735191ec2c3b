import Foundation
import Model
import Testing

@testable import Store

struct HistoryStoreTests {
  @Test func aRunComesBackNewestFirst() throws {
    let store = try HistoryStore.inMemory()
    try store.record(history(run: "a", at: 100, recover: 2))
    try store.record(history(run: "b", at: 200, recover: nil, status: .failed))

    let runs = try store.runs(limit: 10)
    #expect(runs.map(\.id) == ["b", "a"])
    #expect(runs.first?.counts == [.failed: 1])
    #expect(runs.first?.exitCode == 1)
    #expect(try store.runs(limit: 1).map(\.id) == ["b"])
  }

  @Test func aDrillsHistoryKeepsItsMeasures() throws {
    let store = try HistoryStore.inMemory()
    try store.record(history(run: "a", at: 100.25, recover: 2.5, loss: DataLoss(writes: 7, seconds: 0.14)))
    let row = try #require(try store.drillHistory(name: "crash", limit: 5).first)
    #expect(row.runID == "a")
    #expect(row.started == Date(timeIntervalSince1970: 100.25))
    #expect(row.status == .passed)
    #expect(row.timeToRecover == 2.5)
    #expect(row.dataLoss == DataLoss(writes: 7, seconds: 0.14))
    #expect(row.reason == nil)
    #expect(try store.drills(ofRun: "a") == [row])
    #expect(try store.drillHistory(name: "unknown").isEmpty)
  }

  @Test func whatWasNotMeasuredStaysUnknown() throws {
    let store = try HistoryStore.inMemory()
    try store.record(history(run: "a", at: 1, recover: nil, status: .invalid))
    let row = try #require(try store.drillHistory(name: "crash").first)
    #expect(row.timeToRecover == nil)
    #expect(row.dataLoss == nil)
    #expect(row.reason == "because")
  }

  @Test func recordingARunAgainReplacesIt() throws {
    let store = try HistoryStore.inMemory()
    try store.record(history(run: "a", at: 100, recover: 2))
    try store.record(history(run: "a", at: 100, recover: 3))
    #expect(try store.runs().count == 1)
    #expect(try store.drillHistory(name: "crash").map(\.timeToRecover) == [3])
    try store.record(history(run: "a", at: 100, recover: 4, drill: "another"))
    #expect(try store.drills(ofRun: "a").map(\.drill) == ["another"])
  }

  @Test func latestIsOneRowADrill() throws {
    let store = try HistoryStore.inMemory()
    for index in 0..<5 { try store.record(history(run: "r\(index)", at: Double(index), recover: Double(index))) }
    try store.record(history(run: "other", at: 2, recover: 9, drill: "another"))
    #expect(try store.latest().map(\.drill) == ["another", "crash"])
    #expect(try store.latest().map(\.timeToRecover) == [9, 4])
  }

  @Test func theTrendLooksAtJudgedTrialsOnly() throws {
    let store = try HistoryStore.inMemory()
    for index in 1...20 { try store.record(history(run: "r\(index)", at: Double(index), recover: Double(index))) }
    try store.record(history(run: "invalid", at: 99, recover: 1000, status: .invalid))
    let trend = try #require(try store.recoveryTrend(name: "crash", last: 20))
    #expect(trend == RecoveryTrend(count: 20, p50: 10, p95: 19))
    #expect(try store.recoveryTrend(name: "crash", last: 3)?.p50 == 19)
    #expect(try store.recoveryTrend(name: "none") == nil)
  }

  @Test(arguments: [([1.0], 0.5, 1.0), ([1, 2], 0.5, 1), ([1, 2, 3], 0.5, 2), ([3, 1, 2], 0.95, 3)])
  func percentilesAreMeasuredValues(values: [Double], share: Double, expected: Double) {
    #expect(Percentile.nearestRank(share, of: values) == expected)
  }

  @Test func theTrendOfADrillReadsNoOtherRows() throws {
    let plans = try HistoryStore.inMemory().queryPlans()
    for plan in plans {
      #expect(!plan.contains("SCAN trial"), "a history of a million rows would be read in full: \(plan)")
    }
  }
}

/// A run of one drill.
func history(
  run: String, at: Double, recover: Double?, status: DrillStatus = .passed, loss: DataLoss? = nil,
  drill: String = "crash"
) -> RunRecord {
  let started = Date(timeIntervalSince1970: at)
  let record = DrillRecord(
    name: drill, title: "", file: "a.yaml", line: 1, labels: [:], status: status, reason: "because", seed: 1,
    started: started, seconds: 10, cluster: nil, faults: [], recovery: RecoveryRecord(runbook: "self", steps: []),
    phases: [], measures: Measures(timeToRecover: recover, dataLoss: loss), objectives: [], lanes: [], backups: [],
    freshness: nil, ledger: nil, unobserved: [], warnings: [])
  return RunRecord(
    id: run, firedrillVersion: "0", started: started, seconds: 10,
    host: HostFacts(system: "Linux", cores: 2, load: 1), command: ["firedrill"], seed: .max, drills: [record])
}
