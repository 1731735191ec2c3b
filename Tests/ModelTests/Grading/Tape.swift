import Foundation
import Model
import TestSupport

/// The events of a drill whose fault came at 10 s, written by hand. As it stands: detected at 10.5 s, every lane good from
/// 12 s to 15 s, proved live at 12 s, nothing lost, looked at until 16 s.
struct Tape {
  var drill = Drill.sample()
  var effect = true
  var detected: Double? = 10.5
  var outages: [(lane: LaneID, from: Double, to: Double?)] = []
  var uncertain = false
  var stable: Span? = Span(start: 12, end: 15)
  var fresh: Double? = 12
  var proved = true
  var ledger: LedgerFacts? = .kept()
  var blind: [Span] = []
  var failure: String?
  var more: [(Double, Event.Body)] = []

  var events: [Event] {
    var bodies: [(Double, Event.Body)] = [
      (0, .drillStarted(plan: drill.planned, version: "1", host: HostFacts(system: "test", cores: 1, load: 0))),
      (0, .phaseBegan(.boot)), (5, .phaseBegan(.steadyState)), (10, .phaseBegan(.fault)),
    ]
    for (index, fault) in drill.faults.enumerated() {
      let at = 10 + fault.at.seconds
      bodies.append(
        (at, .faultIntended(index: index, kind: fault.fault.kind, targets: ["it"], undo: "", fidelity: .real)))
      bodies.append((at, .faultApplied(index: index, at: at)))
      bodies.append((at, .faultEffect(index: index, EffectProof(observed: effect, evidence: "looked"))))
    }
    bodies += (detected.map { [($0, .detected(rule: "rule", evidence: "api-read"))] } ?? []) + laneBodies
    bodies += failure.map { [(15, .recoveryFailed(reason: $0))] } ?? []
    bodies += fresh.map { [(15, .freshness(FreshnessProof(proved: proved, at: $0, evidence: ["a lease"])))] } ?? []
    bodies += stable.map { [(15, .stableWindow(start: $0.start, end: $0.end))] } ?? []
    bodies += ledger.map { [(15, .ledgerCompared($0))] } ?? []
    bodies += [(16, .phaseBegan(.teardown)), (20, .drillEnded)]
    return (bodies + more).enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map {
      _, event in
      Event(at: event.0, wall: Date(timeIntervalSince1970: event.0), body: event.1)
    }
  }

  private var laneBodies: [(Double, Event.Body)] {
    let began = outages.map { ($0.from, Event.Body.outageBegan(lane: $0.lane, start: $0.from, detail: "refused")) }
    let ended = outages.compactMap { outage in
      outage.to.map { end in
        let body = Event.Body.outageEnded(
          lane: outage.lane, start: outage.from, end: end, resolution: 0.001, uncertain: uncertain)
        return (end, body)
      }
    }
    return began + ended + blind.map { ($0.end, .unobserved(start: $0.start, end: $0.end)) }
  }

  var record: DrillRecord { grade(drill.planned, events) }

  func with(_ change: (inout Tape) -> Void) -> Tape {
    var changed = self
    change(&changed)
    return changed
  }
}

func tape(_ drill: Drill = .sample(), _ change: (inout Tape) -> Void = { _ in }) -> Tape {
  Tape(drill: drill).with(change)
}

func blind(_ start: Double, _ end: Double) -> Span { Span(start: start, end: end) }

extension DrillRecord {
  func objective(_ name: String) -> ObjectiveRecord? { objectives.first { $0.name == name } }
}

extension Objectives {
  static func all(
    detect: Double? = nil, recover: Double? = nil, loss: Double? = nil, outage: [LaneID: Double] = [:]
  ) -> Objectives {
    Objectives(
      detect: detect.map { Duration(seconds: $0) }, recover: recover.map { Duration(seconds: $0) },
      dataLoss: loss.map { Duration(seconds: $0) }, outage: outage.mapValues { Duration(seconds: $0) })
  }
}
