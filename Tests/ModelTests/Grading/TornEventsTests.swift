import Model
import TestSupport
import Testing

struct TornEventsTests {
  @Test func aWorkerThatDiedLeavesAnError() {
    let events = tape().events
    for kept in 0..<events.count {
      let record = grade(Drill.sample().planned, Array(events.prefix(kept)))
      #expect(record.status == .errored)
      #expect(record.reason == "the drill's worker ended before the drill did")
    }
    #expect(grade(Drill.sample().planned, events).status == .passed)
  }

  @Test func whatWasMeasuredBeforeTheEndIsKept() {
    let events = tape { $0.outages = [("api-read", 10.1, 11), ("api-read/new", 10.2, nil)] }.events
    let record = grade(Drill.sample().planned, events.filter { $0.at < 13 })
    #expect(record.measures.timeToDetect == 0.5)
    #expect(record.measures.timeToRecover == nil)
    #expect(record.measures.dataLoss == nil)
    #expect(record.measures.outages["api-read"]?.count == 1)
    #expect(record.faults.first?.appliedAt == 10)
    #expect(record.objectives.allSatisfy { $0.met == nil })
    #expect(record.seconds == 11, "up to the last event")
  }

  @Test func anInterruptedDrillKeepsItsPartialMeasures() {
    let stopped = tape {
      $0.more = [(11, .interrupted(reason: "Ctrl-C"))]
      ($0.stable, $0.fresh, $0.ledger) = (nil, nil, nil)
    }
    #expect(stopped.record.status == .errored)
    #expect(stopped.record.measures.timeToDetect == 0.5)
    #expect(stopped.record.phases.map(\.name).contains("fault → detected"))
  }

  @Test func aDrillWithoutEventsIsAnErrorUnderItsOwnName() {
    let record = grade(Drill.sample().planned, [])
    #expect(record.name == "sample")
    #expect(record.file == "sample.yaml")
    #expect(record.status == .errored)
    #expect(record.measures == Measures())
  }

  @Test func aStepThatDidNotEndCountsAsFailed() {
    let record = tape { $0.more = [(11, .stepBegan(name: "start etcd"))] }.record
    #expect(
      record.recovery.steps == [
        StepRecord(name: "start etcd", start: 11, seconds: 0, outcome: .failed, detail: "did not end")
      ])
  }
}
