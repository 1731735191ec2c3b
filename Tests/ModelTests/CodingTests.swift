import Foundation
import Model
import TestSupport
import Testing

struct CodingTests {
  private func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  @Test(arguments: Event.Body.examples)
  func everyEventComesBackFromJSON(_ body: Event.Body) throws {
    let event = Event(at: 1.25, wall: Date(timeIntervalSince1970: 1_700_000_000.5), body: body)
    #expect(try roundTrip(event) == event)
  }

  @Test func everyEventHasAnExample() {
    let names = Event.Body.examples.map { Mirror(reflecting: $0).children.first?.label ?? "\($0)" }
    #expect(Set(names).count == Event.Body.examples.count)
    #expect(Event.Body.examples.allSatisfy { $0.isKnownToThisTest })
    #expect(names.count == 35)
  }

  @Test func aDrillsRecordComesBackFromJSON() throws {
    let full = tape(
      .sample([ScheduledFault(.paused)], objectives: .all(detect: 1, recover: 3, outage: ["api-read": 3]))
    ) {
      $0.outages = [("api-read", 10, 12)]
      $0.blind = [blind(1, 2)]
      $0.more = [(11, .stepBegan(name: "mend")), (13, .faultUndone(index: 0)), (9, .note("a note"))]
    }.record
    #expect(try roundTrip(full) == full)
    let empty = grade(Drill.sample().planned, [])
    #expect(try roundTrip(empty) == empty)
    #expect(try roundTrip(run([full, empty])) == run([full, empty]))
  }

  @Test func aPlanComesBackFromJSON() throws {
    let cluster = ClusterSpec(controlPlanes: 3, volumes: .persistent, backups: BackupSchedule(every: .seconds(10)))
    let faults = [
      ScheduledFault(.wiped), ScheduledFault(.run("break", undo: "mend"), at: .seconds(1), for: .milliseconds(250)),
    ]
    let plan = Drill.sample(faults, cluster: cluster, recovery: .restore).planned
    #expect(try roundTrip(plan) == plan)
  }

  @Test func durationsAreWrittenAsPlainSeconds() throws {
    var drill = Drill.sample(
      [ScheduledFault(.trouble(.delay(.milliseconds(80)), on: Target()), at: .milliseconds(1500), for: .seconds(2))],
      objectives: Objectives(
        recover: .seconds(30), outage: ["api-read": .milliseconds(100)], milestones: [.quorum: .seconds(4)]))
    drill.cluster.nodeGrace = .seconds(8)
    let text = String(decoding: try JSONEncoder().encode(drill), as: UTF8.self)
    for part in [
      #""at":1.5"#, #""duration":2"#, #""delay":{"_0":0.08}"#, #""recover":30"#, #""api-read":0.1"#, #""quorum":4"#,
      #""nodeGrace":8"#,
    ] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
    #expect(try roundTrip(drill) == drill)
  }

  @Test func durationsOfEarlierVersionsAreStillRead() throws {
    let halves = String(
      decoding: try JSONEncoder().encode([Duration.milliseconds(1500)]).dropFirst().dropLast(), as: UTF8.self)
    let text = String(decoding: try JSONEncoder().encode(SteadyState(duration: .milliseconds(1500))), as: UTF8.self)
    let old = text.replacing(#""duration":1.5"#, with: #""duration":"# + halves)
    #expect(old != text)
    #expect(try JSONDecoder().decode(SteadyState.self, from: Data(old.utf8)).duration == .milliseconds(1500))
  }

  @Test func aRecordOfAnEarlierVersionIsStillRead() throws {
    let record = tape().record
    var json = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(record)) as? [String: Any])
    json["waits"] = nil
    json["floor"] = nil
    var measures = try #require(json["measures"] as? [String: Any])
    measures["milestones"] = nil
    json["measures"] = measures
    let read = try JSONDecoder().decode(DrillRecord.self, from: JSONSerialization.data(withJSONObject: json))
    #expect(read.status == record.status && read.waits.isEmpty && read.measures.milestones.isEmpty)
  }

  @Test func whatWasNotMeasuredIsNullAndNotLeftOut() throws {
    let record = grade(Drill.sample().planned, [])
    let json = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(record)) as? [String: Any])
    let measures = try #require(json["measures"] as? [String: Any])
    #expect(measures["timeToRecover"] is NSNull)
    #expect(measures["timeToDetect"] is NSNull)
    #expect(measures["dataLoss"] is NSNull)
  }
}

extension Event.Body {
  /// One of every case.
  static let examples: [Event.Body] = [
    .drillStarted(plan: Drill.sample().planned, version: "1", host: HostFacts(system: "test", cores: 2, load: 0.5)),
    .phaseBegan(.steadyState),
    .clusterReady(
      ClusterFacts(
        provider: "local", version: "v1", etcdVersion: "3", machines: ClusterSpec().machines, zones: [ZoneName("a")],
        bootSeconds: 5.5)),
    .steadyStateHeld(since: 1), .steadyStateMissed(reason: "why"),
    .backupTaken(BackupFacts(id: "backup-1", takenAt: 1, seconds: 0.1, revision: 9_007_199_254_740_993, bytes: 4096)),
    .backupFailed(reason: "why"),
    .faultIntended(index: 0, kind: .storageLose, targets: ["etcd on cp-1"], undo: "none", fidelity: .equivalent),
    .faultApplied(index: 0, at: 0.1), .faultEffect(index: 0, EffectProof(observed: true, evidence: "pid 7 is gone")),
    .faultUndone(index: 0), .faultUndoFailed(index: 0, reason: "\"quoted\"\n<b>&"),
    .detected(rule: "rule", evidence: "lane"),
    .recoveryBegan(runbook: "restore-from-backup"), .stepBegan(name: "step"),
    .stepEnded(name: "step", seconds: 0.25, outcome: .failed, detail: "why"), .recoveryFailed(reason: "why"),
    .outageBegan(lane: "api-read/new", start: 1, detail: "refused"),
    .outageEnded(lane: "api-read@cp-1", start: 1, end: 2, resolution: 0.001, uncertain: true),
    .unobserved(start: 1, end: 2),
    .lanes([
      LaneFacts(
        lane: "api-read", samples: 1, failed: 2, skipped: 3, latencyMedian: 0.1, latency99: 0.2, lateness99: 0.3,
        latenessMax: 0.4)
    ]),
    .stableWindow(start: 1, end: 2), .freshness(FreshnessProof(proved: true, at: 1, evidence: ["a", "b"])),
    .ledgerCompared(.kept(missing: [LostWrite(number: 3, acknowledgedAt: 1)], lastSurvivingAt: 0.5)), .note("note"),
    .milestone(.firstWrite, at: 1.5, evidence: "why"), .notConverged(missing: ["why"]),
    .waited(WaitFacts(name: "leader lease", configured: 15, start: 1, seconds: 14.5)),
    .revived(RevivedFacts(objects: ["Node worker-1"], removed: ["Node worker-1"])),
    .watches(WatchFacts(outcome: .ended, detail: "why")), .leftBehind(["rules inet firedrill_x on cp-1"]),
    .failed(reason: "why"), .skipped(reason: "why"), .interrupted(reason: "why"), .drillEnded,
  ]

  /// Without a default: a new case does not compile until it has an example above.
  var isKnownToThisTest: Bool {
    switch self {
    case .drillStarted, .phaseBegan, .clusterReady, .steadyStateHeld, .steadyStateMissed, .backupTaken, .backupFailed,
      .faultIntended, .faultApplied, .faultEffect, .faultUndone, .faultUndoFailed, .detected, .recoveryBegan,
      .stepBegan,
      .stepEnded, .recoveryFailed, .outageBegan, .outageEnded, .unobserved, .lanes, .stableWindow, .freshness,
      .ledgerCompared, .milestone, .notConverged, .waited, .revived, .watches, .leftBehind, .note, .failed, .skipped,
      .interrupted, .drillEnded:
      true
    }
  }
}
