import Model

/// What a drill's chart shows, on one time axis in seconds since the drill began. No drawing yet.
struct Timeline: Hashable {
  struct Mark: Hashable {
    enum Kind: String { case fault, detected, recovered }
    var kind: Kind
    var at: Double
    var label: String
  }

  struct Lane: Hashable {
    var name: String
    var outages: [Span]
  }

  /// Where the axis has its zero: the first fault, or the drill's start when there was none.
  var zero: Double
  var shown: Span
  /// While the probes were looking.
  var watched: Span
  var phases: [PhaseRecord]
  var marks: [Mark]
  var stable: Span?
  var faults: [FaultRecord]
  var steps: [StepRecord]
  var runbook: String
  var backups: [BackupFacts]
  var lanes: [Lane]
  var unobserved: [Span]

  /// - Returns: nil when the drill never got as far as a phase, so that there is nothing to draw.
  init?(_ drill: DrillRecord, events: [Event]) {
    guard let last = drill.phases.last else { return nil }
    let end = last.start + last.seconds
    zero = drill.firstFaultAt ?? 0
    phases = drill.phases
    faults = drill.faults.filter { $0.appliedAt != nil }
    steps = drill.recovery.steps
    runbook = drill.recovery.runbook
    backups = drill.backups
    unobserved = drill.unobserved
    stable = events.lazy.compactMap(\.stableWindow).first
    marks = Self.marks(drill, stable: stable)
    watched = Self.watched(drill.phases, end: end)
    lanes = Self.lanes(drill, events: events, end: watched.end)
    shown = Span(start: 0, end: max(end, 0.001))
    shown = window(drill, end: end)
  }

  /// A moment on the chart's axis.
  func offset(_ at: Double) -> Double { at - zero }

  /// A long boot would squeeze the part that matters, so the axis starts shortly before the first fault.
  private func window(_ drill: DrillRecord, end: Double) -> Span {
    guard let fault = drill.firstFaultAt else { return shown }
    let teardown = phases.last { $0.name == Phase.teardown.rawValue }
    let last = ([teardown?.start ?? end, stable?.end ?? 0] + lanes.flatMap { $0.outages.map(\.end) }).max() ?? end
    let after = max(last - fault, 1)
    let before = min(max(3, after * 0.3), max(after, 6))
    let backup = backups.last { $0.takenAt < fault }?.takenAt ?? fault
    let start = fault - backup < before * 2 ? min(fault - before, backup - before * 0.1) : fault - before
    return Span(start: max(0, start), end: last + after * 0.02)
  }

  private static func watched(_ phases: [PhaseRecord], end: Double) -> Span {
    let steady = phases.first { $0.name == Phase.steadyState.rawValue }?.start
    let teardown = phases.last { $0.name == Phase.teardown.rawValue }?.start
    return Span(start: steady ?? 0, end: teardown ?? end)
  }

  private static func marks(_ drill: DrillRecord, stable: Span?) -> [Mark] {
    guard let fault = drill.firstFaultAt else { return [] }
    let first = Mark(kind: .fault, at: fault, label: "fault")
    let detected = drill.measures.timeToDetect.map {
      Mark(kind: .detected, at: fault + $0, label: "detected \(Figures.moment($0))")
    }
    let recovered = drill.measures.timeToRecover.map {
      Mark(kind: .recovered, at: fault + $0, label: "recovered \(Figures.moment($0))")
    }
    return [first, detected, recovered].compactMap(\.self)
  }

  /// Lanes through the front door first, then machine by machine.
  private static func lanes(_ drill: DrillRecord, events: [Event], end: Double) -> [Lane] {
    let open = OpenOutages(events).spans(end: end)
    let names = Set(drill.measures.outages.keys).union(drill.lanes.map(\.lane)).union(open.keys)
    return names.sorted { sortKey($0) < sortKey($1) }.map { name in
      let spans = (drill.measures.outages[name]?.spans ?? []) + (open[name] ?? [])
      return Lane(name: name.rawValue, outages: spans.filter { $0.end > $0.start }.sorted { $0.start < $1.start })
    }
  }

  private static func sortKey(_ lane: LaneID) -> (String, String) {
    let parts = lane.rawValue.split(separator: "@", maxSplits: 1)
    let machine = parts.count > 1 ? String(parts[1].split(separator: "/").first ?? "") : ""
    return (machine, lane.rawValue)
  }
}

extension Event {
  fileprivate var stableWindow: Span? {
    guard case .stableWindow(let start, let end) = body else { return nil }
    return Span(start: start, end: end)
  }
}

/// Outages that began and never ended: the lane was still down when the drill stopped looking.
private struct OpenOutages {
  private var starts: [LaneID: Double] = [:]

  init(_ events: [Event]) {
    for event in events {
      switch event.body {
      case .outageBegan(let lane, let start, _): starts[lane] = start
      case .outageEnded(let lane, _, _, _, _): starts[lane] = nil
      default: break
      }
    }
  }

  func spans(end: Double) -> [LaneID: [Span]] {
    starts.mapValues { [Span(start: $0, end: max($0, end))] }
  }
}
