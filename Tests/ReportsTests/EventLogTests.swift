import Foundation
import Model
import Testing

@testable import Reports

struct EventLogTests {
  private let events = [
    Event(at: 0, wall: Sample.started, body: .phaseBegan(.boot)),
    Event(at: 12.103, wall: Sample.started, body: .faultApplied(index: 0, at: 12.1)),
    Event(at: 12.5, wall: Sample.started, body: .detected(rule: "r", evidence: "line\nbreak \u{0} \"quote\"")),
    Event(at: 13, wall: Sample.started, body: .faultEffect(index: 0, EffectProof(observed: true, evidence: "gone"))),
    Event(at: 14, wall: Sample.started, body: .drillEnded),
  ]

  private func log() throws -> Data {
    try events.reduce(into: Data()) { $0 += try EventLog.line(of: $1) }
  }

  @Test func eventsComeBack() throws {
    #expect(try EventLog.read(log()) == EventLog.Reading(events: events))
  }

  @Test func anEventIsOneLine() throws {
    for event in events {
      let line = try EventLog.line(of: event)
      #expect(line.filter { $0 == 0x0A }.count == 1)
      #expect(line.last == 0x0A)
    }
    let first = String(decoding: try EventLog.line(of: events[1]), as: UTF8.self)
    #expect(
      first == #"{"at":12.103,"body":{"faultApplied":{"at":12.1,"index":0}},"wall":"2026-02-25T06:13:20.250Z"}"# + "\n")
  }

  @Test func aTornLastLineIsToldAndTheRestKept() throws {
    let whole = try log()
    for cut in 1...20 {
      let reading = try EventLog.read(whole.dropLast(cut + 1))
      #expect(reading.events == Array(events.dropLast()))
      #expect(reading.torn?.hasPrefix("{\"at\":14") == true)
    }
  }

  @Test func aBrokenLineInTheMiddleIsNamed() throws {
    let broken = try EventLog.line(of: events[0]) + Data("{\"at\":\n".utf8) + EventLog.line(of: events[1])
    #expect {
      try EventLog.read(broken)
    } throws: {
      "\($0)".contains("line 2")
    }
  }

  @Test func anEmptyLogIsEmpty() throws {
    #expect(try EventLog.read(Data()) == EventLog.Reading(events: []))
  }
}
