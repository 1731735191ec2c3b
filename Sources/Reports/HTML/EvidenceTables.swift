import Model

/// The tables below a drill's chart: everything that its verdict rests on.
struct EvidenceTables {
  let drill: DrillRecord

  static func of(_ drill: DrillRecord, events: [Event]) -> [EvidenceTable] {
    let tables = EvidenceTables(drill: drill)
    let all = [
      tables.faults, tables.steps, tables.outages, tables.ledger, tables.phases, tables.waits, tables.floor,
      tables.backups, tables.freshness, tables.aftermath,
      detection(events), tables.environment,
    ]
    return all.filter { !$0.rows.isEmpty }
  }

  /// A moment since the first fault; since the drill's start when there was none.
  func when(_ at: Double) -> String {
    drill.firstFaultAt.map { Figures.moment(at - $0) } ?? Figures.span(at)
  }

  private var faults: EvidenceTable {
    EvidenceTable(
      caption: "Faults", heads: ["fault", "on", "applied", "undone", "fidelity", "evidence of its effect"],
      narrow: [0, 2, 3, 4], wide: true,
      rows: drill.faults.map { fault in
        [
          fault.kind.rawValue, fault.targets.joined(separator: ", "), fault.appliedAt.map(when) ?? "never",
          undone(fault), fault.fidelity.rawValue,
          (fault.effect.observed ? "" : "No effect: ") + fault.effect.evidence,
        ]
      })
  }

  private func undone(_ fault: FaultRecord) -> String {
    switch fault.undone {
    case nil: "nothing to undo"
    case false?: "NO, may still be in place"
    case true?: fault.undoneAt.map(when) ?? "yes"
    }
  }

  private var steps: EvidenceTable {
    EvidenceTable(
      caption: "Recovery: \(drill.recovery.runbook)", heads: ["step", "start", "took", "outcome", "detail"],
      numbers: [1, 2], narrow: [3], wide: true,
      rows: drill.recovery.steps.enumerated().map { index, step in
        [
          "\(index + 1). \(step.name)", when(step.start), Figures.span(step.seconds), step.outcome.rawValue,
          step.detail,
        ]
      })
  }

  private var outages: EvidenceTable {
    let facts = Dictionary(drill.lanes.map { ($0.lane, $0) }) { first, _ in first }
    let lanes = Set(drill.measures.outages.keys).union(facts.keys).sorted()
    return EvidenceTable(
      caption: "Probes",
      heads: [
        "lane", "outages", "down in all", "longest", "±", "samples", "failed", "latency p50", "p99", "late p99",
      ],
      numbers: Set(1...9), narrow: [0], wide: true,
      rows: lanes.map { [$0.rawValue] + outage(drill.measures.outages[$0]) + samples(facts[$0]) })
  }

  private func outage(_ outage: OutageMeasure?) -> [String] {
    guard let outage else { return ["–", "–", "–", "–"] }
    guard outage.count > 0 else { return ["0", "–", "–", "–"] }
    let edge = Figures.span(outage.resolution) + (outage.uncertain ? ", uncertain" : "")
    return [Figures.grouped(outage.count), Figures.span(outage.seconds), Figures.span(outage.longest), edge]
  }

  private func samples(_ facts: LaneFacts?) -> [String] {
    guard let facts else { return ["–", "–", "–", "–", "–"] }
    return [
      Figures.grouped(facts.samples), Figures.grouped(facts.failed), Figures.span(facts.latencyMedian),
      Figures.span(facts.latency99), Figures.span(facts.lateness99),
    ]
  }

  private var ledger: EvidenceTable {
    guard let ledger = drill.ledger else { return EvidenceTable(caption: "Ledger", rows: []) }
    var rows = [
      ["acknowledged", Figures.count(ledger.acknowledged, "write")],
      ["refused", Figures.count(ledger.refused, "write")],
      ["unknown", "\(Figures.count(ledger.unknown, "write")), never counted as lost"],
      ["missing", missing(ledger)],
      ["first write of the drill", ledger.genesisPresent ? "still there" : "GONE: this is not the same state"],
    ]
    if let last = ledger.lastSurvivingAt, !ledger.missing.isEmpty {
      rows.append(["last write that survived", when(last)])
    }
    return EvidenceTable(caption: "Ledger", narrow: [0], rows: rows)
  }

  private func missing(_ ledger: LedgerFacts) -> String {
    guard !ledger.missing.isEmpty else { return "none" }
    let first = ledger.missing.prefix(5).map { "#\($0.number)" }.joined(separator: ", ")
    let more = ledger.missing.count > 5 ? ", …" : ""
    let count = Figures.count(ledger.missing.count, "write")
    return "\(count), \(Figures.span(ledger.lostSeconds)) of history: \(first)\(more)"
  }

  private var phases: EvidenceTable {
    EvidenceTable(
      caption: "Phases", heads: ["phase", "start", "took"], numbers: [1, 2],
      rows: drill.phases.map { [$0.name, when($0.start), Figures.span($0.seconds)] })
  }

  private var backups: EvidenceTable {
    EvidenceTable(
      caption: "Backups, verified", heads: ["backup", "taken", "took", "revision", "size"], numbers: [1, 2, 3, 4],
      narrow: [0],
      rows: drill.backups.suffix(10).map {
        [$0.id, when($0.takenAt), Figures.span($0.seconds), String($0.revision), Figures.bytes($0.bytes)]
      })
  }

  private var freshness: EvidenceTable {
    guard let proof = drill.freshness else { return EvidenceTable(caption: "Freshness", rows: []) }
    let verdict = proof.proved ? "yes, by \(when(proof.at))" : "NO: this may be restored text, not a live cluster"
    return EvidenceTable(
      caption: "Live state proved", narrow: [0],
      rows: [["proved", verdict]] + proof.evidence.map { ["evidence", $0] })
  }

  private static func detection(_ events: [Event]) -> EvidenceTable {
    let rows = events.compactMap { event -> [String]? in
      guard case .detected(let rule, let evidence) = event.body else { return nil }
      return [rule, evidence]
    }
    return EvidenceTable(caption: "Detection", heads: ["rule", "evidence"], narrow: [0], rows: Array(rows.prefix(5)))
  }

  private var environment: EvidenceTable {
    var rows = [["drill", "\(drill.file):\(drill.line)"], ["seed", String(drill.seed)]]
    rows += drill.labels.sorted { $0.key < $1.key }.map { [$0.key, $0.value.joined(separator: ", ")] }
    if let cluster = drill.cluster {
      rows += [
        ["provider", cluster.provider], ["Kubernetes", cluster.version], ["etcd", cluster.etcdVersion],
        ["booted in", Figures.span(cluster.bootSeconds)],
      ]
      rows += cluster.machines.map {
        ["\($0.name), zone \($0.zone)", $0.components.map(\.rawValue).joined(separator: ", ")]
      }
    }
    return EvidenceTable(caption: "Environment", narrow: [0], rows: rows)
  }
}
