/// The status of a drill, and why, in a sentence.
extension Grader {
  func status(_ judged: [Judged], _ measures: Measures) -> (DrillStatus, String) {
    switch history.abort {
    case .skipped(let reason): return (.skipped, reason)
    case .errored(let reason): return (.errored, reason)
    case nil: break
    }
    if let stuck = history.faults.values.first(where: { $0.undone == false }) {
      return (.errored, "fault \(stuck.kind.rawValue) could not be undone: \(stuck.targets.joined(separator: ", "))")
    }
    guard history.ended else { return (.errored, "the drill's worker ended before the drill did") }
    if let idle = plan.drill.faults.indices.first(where: { history.faults[$0]?.effect.observed != true }) {
      return (.invalid, idleSentence(idle))
    }
    let missed = judged.filter { $0.verdict == .missed }
    guard missed.isEmpty else { return (.failed, failedSentence(missed)) }
    // A service that answers while a member crashes over and over is no recovery where everything has to come back.
    if !history.notConverged.isEmpty, plan.drill.recovery.requires == .all {
      return (.failed, "not whole again before the deadline: \(history.notConverged.joined(separator: "; "))")
    }
    if let watches = history.watches, watches.outcome == .wrong {
      return (.failed, "a watch that was held open was told something wrong: \(watches.detail)")
    }
    if let open = judged.first(where: { $0.verdict == .undecided }) {
      return (.invalid, "the harness could not look when it mattered for \(open.objective.name)")
    }
    return (.passed, passedSentence(measures))
  }

  /// What did not recover was not measured either; that goes without saying.
  private func failedSentence(_ missed: [Judged]) -> String {
    let isRecovered = !missed.contains { $0.objective.measure == .recovered }
    return missed.filter { isRecovered || $0.measured != nil || $0.objective.measure == .recovered }.map(sentence)
      .joined(separator: "; ")
  }

  private func idleSentence(_ index: Int) -> String {
    let scheduled = plan.drill.faults[index]
    let name = scheduled.fault.kind.rawValue
    guard let fault = history.faults[index] else {
      return scheduled.trigger == .steadyState
        ? "fault \(name) had no effect: it was never put in"
        : "fault \(name) was never put in: its trigger, \(scheduled.trigger.word), never came"
    }
    return "fault \(name) had no effect: \(fault.effect.evidence)"
  }

  private func sentence(_ judged: Judged) -> String {
    let target = DurationText.brief(judged.objective.target)
    guard let measured = judged.measured else {
      switch judged.objective.measure {
      case .recovered: return notRecoveredSentence
      case .timeToDetect: return "never detected, target \(target)"
      case .timeToRecover: return "never recovered, target \(target)"
      case .milestone(let milestone): return "never \(milestone.title), target \(target)"
      case .unrecovered: return "it was to fail, but no recovery was tried"
      default: return "\(judged.objective.name) could not be measured, target \(target)"
      }
    }
    let value = DurationText.brief(Duration(seconds: measured))
    switch judged.objective.measure {
    case .dataLoss:
      return "lost \(history.ledger?.missing.count ?? 0) acknowledged writes over \(value), target \(target)"
    case .milestone(let milestone): return "\(milestone.title): \(value), target \(target)"
    case .unrecovered: return "recovered in \(value), although nothing was to bring it back"
    default: return "\(judged.objective.name): \(value), target \(target)"
    }
  }

  private var notRecoveredSentence: String {
    if let reason = history.recoveryFailure { return "not recovered: \(reason)" }
    if history.ledger?.genesisPresent == false { return "not recovered: the cluster answers but its data is gone" }
    if history.openOutages.isEmpty, let freshness = history.freshness, !freshness.proved {
      return "not recovered: no proof that its state is live (\(freshness.evidence.joined(separator: "; ")))"
    }
    if history.detectedAt == nil, plan.drill.recovery.means != .itself {
      return "not recovered: nothing was detected, so \(plan.drill.recovery.means.name) never began"
    }
    if history.stable == nil { return "not recovered: no stable window before the deadline" }
    if !ledgerIntact { return "not recovered: the ledger could not be compared" }
    return "not recovered before the deadline"
  }

  private func passedSentence(_ measures: Measures) -> String {
    if plan.drill.expectation == .unrecovered { return "as expected, \(notRecoveredSentence)" }
    let recovered = measures.timeToRecover.map { "recovered in \(DurationText.brief(Duration(seconds: $0)))" }
    guard let loss = measures.dataLoss else { return recovered ?? "" }
    let lost =
      loss.writes == 0
      ? "no acknowledged write lost"
      : "\(loss.writes) acknowledged writes lost over \(DurationText.brief(Duration(seconds: loss.seconds)))"
    return [recovered, lost].compactMap(\.self).joined(separator: ", ")
  }
}
