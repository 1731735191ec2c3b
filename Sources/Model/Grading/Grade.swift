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
      phases: history.phases + phases(measures), measures: measures,
      objectives: judged.map { $0.record(judged: status == .passed || status == .failed) },
      lanes: plan.lanes.compactMap { history.lanes[$0.id] }, backups: history.backups, freshness: history.freshness,
      ledger: history.ledger,
      unobserved: history.unobserved, warnings: plan.warnings + history.notes, waits: history.waits,
      floor: history.faultAt == nil ? nil : .of(plan.drill), revived: history.revived, watches: history.watches,
      leftBehind: history.leftBehind)
  }

  // MARK: measures

  private func measures() -> Measures {
    guard let faultAt = history.faultAt else { return Measures() }
    return Measures(
      timeToDetect: history.detectedAt.map { $0 - faultAt },
      timeToRecover: timeToRecover(from: faultAt),
      dataLoss: plan.drill.ledger == nil
        ? nil : history.ledger.map { DataLoss(writes: $0.missing.count, seconds: $0.lostSeconds) },
      outages: outages(from: faultAt), milestones: milestones(from: faultAt))
  }

  /// From the fault to the start of the first stable window in which the cluster was also proved live and the ledger's
  /// history was still there. An empty cluster that answers is not recovered.
  private func timeToRecover(from faultAt: Double) -> Double? {
    history.recoveryFailure == nil ? timeToComeBack(from: faultAt) : nil
  }

  /// The same, also where the recovery had given up.
  func timeToComeBack(from faultAt: Double) -> Double? {
    guard let stable = history.stable, let freshness = history.freshness, freshness.proved, ledgerIntact else {
      return nil
    }
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
}
