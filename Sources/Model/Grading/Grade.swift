/// Judges a drill: a pure function of what was planned and what happened, so that an old run can be judged again.
///
/// - Parameters:
///   - plan: what was to happen; also used for a drill whose events never came.
///   - events: in the order in which they were written; a torn end is fine.
public func grade(_ plan: Plan, _ events: [Event]) -> DrillRecord {
  Grader(plan: plan, history: DrillHistory(events)).record()
}

struct Grader {
  let plan: Plan
  let history: DrillHistory

  func record() -> DrillRecord {
    let measures = measures()
    let judged = plan.objectives.map { judge($0, measures) }
    let (status, reason) = status(judged, measures)
    return DrillRecord(
      name: plan.drill.name, title: plan.drill.title, file: plan.drill.source.file, line: plan.drill.source.line,
      labels: plan.drill.labels, status: status, reason: reason, seed: plan.seed, started: history.started,
      seconds: history.lastAt, cluster: history.cluster,
      faults: history.faults.sorted { $0.key < $1.key }.map(\.value),
      recovery: RecoveryRecord(runbook: plan.drill.recovery.means.name, steps: history.steps),
      phases: history.phases + derivedPhases(measures), measures: measures,
      objectives: judged.map { $0.record(judged: status == .passed || status == .failed) },
      lanes: plan.lanes.compactMap { history.lanes[$0.id] }, backups: history.backups, freshness: history.freshness,
      ledger: history.ledger,
      unobserved: history.unobserved, warnings: plan.warnings + history.notes)
  }

  // MARK: measures

  private func measures() -> Measures {
    guard let faultAt = history.faultAt else { return Measures() }
    return Measures(
      timeToDetect: history.detectedAt.map { $0 - faultAt },
      timeToRecover: timeToRecover(from: faultAt),
      dataLoss: plan.drill.ledger == nil
        ? nil : history.ledger.map { DataLoss(writes: $0.missing.count, seconds: $0.lostSeconds) },
      outages: outages(from: faultAt))
  }

  /// From the fault to the start of the first stable window in which the cluster was also proved live and the ledger's
  /// history was still there. An empty cluster that answers is not recovered.
  private func timeToRecover(from faultAt: Double) -> Double? {
    guard let stable = history.stable, let freshness = history.freshness, freshness.proved else { return nil }
    guard ledgerIntact, history.recoveryFailure == nil else { return nil }
    return max(0, max(stable.start, freshness.at) - faultAt)
  }

  /// Also without a stream of writes: the first one is always made, since nothing else tells an empty cluster.
  var ledgerIntact: Bool { history.ledger?.genesisPresent ?? false }

  private func outages(from faultAt: Double) -> [LaneID: OutageMeasure] {
    var result: [LaneID: OutageMeasure] = [:]
    for lane in plan.lanes.map(\.id) {
      let outages = (history.outages[lane] ?? []).compactMap { $0.since(faultAt) }
      result[lane] = OutageMeasure(
        count: outages.count, seconds: outages.map(\.span.seconds).reduce(0, +),
        longest: outages.map(\.span.seconds).max() ?? 0, spans: outages.map(\.span),
        resolution: outages.map(\.resolution).max() ?? 0, uncertain: outages.contains(where: \.uncertain))
    }
    return result
  }

  /// Phases that follow from what was measured rather than from what the engine did.
  private func derivedPhases(_ measures: Measures) -> [PhaseRecord] {
    guard let faultAt = history.faultAt else { return [] }
    var phases: [PhaseRecord] = []
    if let detect = measures.timeToDetect {
      phases.append(PhaseRecord(name: "fault → detected", start: faultAt, seconds: detect))
    }
    if let recover = measures.timeToRecover {
      let start = faultAt + (measures.timeToDetect ?? 0)
      phases.append(
        PhaseRecord(name: "detected → recovered", start: start, seconds: max(0, faultAt + recover - start)))
    }
    return phases
  }

  // MARK: verdict

  private func status(_ judged: [Judged], _ measures: Measures) -> (DrillStatus, String) {
    switch history.abort {
    case .skipped(let reason): return (.skipped, reason)
    case .errored(let reason): return (.errored, reason)
    case nil: break
    }
    if let stuck = history.faults.values.first(where: { $0.undone == false }) {
      return (.errored, "fault \(stuck.kind.rawValue) could not be undone: \(stuck.targets.joined(separator: ", "))")
    }
    guard history.ended else { return (.errored, "the drill's worker ended before the drill did") }
    if let idle = plan.faults.indices.first(where: { history.faults[$0]?.effect.observed != true }) {
      let evidence = history.faults[idle]?.effect.evidence ?? "it was never put in"
      return (.invalid, "fault \(plan.faults[idle].kind.rawValue) had no effect: \(evidence)")
    }
    let missed = judged.filter { $0.verdict == .missed }
    guard missed.isEmpty else { return (.failed, missed.map { sentence($0) }.joined(separator: "; ")) }
    if let open = judged.first(where: { $0.verdict == .undecided }) {
      return (.invalid, "the harness could not look when it mattered for \(open.objective.name)")
    }
    return (.passed, passedSentence(measures))
  }

  private func sentence(_ judged: Judged) -> String {
    let target = DurationText.brief(judged.objective.target)
    guard let measured = judged.measured else {
      switch judged.objective.measure {
      case .recovered: return notRecoveredSentence
      case .timeToDetect: return "never detected, target \(target)"
      case .timeToRecover: return "never recovered, target \(target)"
      default: return "\(judged.objective.name) could not be measured, target \(target)"
      }
    }
    let value = DurationText.brief(Duration(seconds: measured))
    if case .dataLoss = judged.objective.measure {
      return "lost \(history.ledger?.missing.count ?? 0) acknowledged writes over \(value), target \(target)"
    }
    return "\(judged.objective.name): \(value), target \(target)"
  }

  private var notRecoveredSentence: String {
    if let reason = history.recoveryFailure { return "not recovered: \(reason)" }
    if history.ledger?.genesisPresent == false { return "not recovered: the cluster answers but its data is gone" }
    if history.openOutages.isEmpty, let freshness = history.freshness, !freshness.proved {
      return "not recovered: no proof that its state is live (\(freshness.evidence.joined(separator: "; ")))"
    }
    if history.stable == nil { return "not recovered: no stable window before the deadline" }
    if !ledgerIntact { return "not recovered: the ledger could not be compared" }
    return "not recovered before the deadline"
  }

  private func passedSentence(_ measures: Measures) -> String {
    let recovered = measures.timeToRecover.map { "recovered in \(DurationText.brief(Duration(seconds: $0)))" }
    guard let loss = measures.dataLoss else { return recovered ?? "" }
    let lost =
      loss.writes == 0
      ? "no acknowledged write lost"
      : "\(loss.writes) acknowledged writes lost over \(DurationText.brief(Duration(seconds: loss.seconds)))"
    return [recovered, lost].compactMap(\.self).joined(separator: ", ")
  }
}
