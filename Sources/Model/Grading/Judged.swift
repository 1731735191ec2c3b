/// An objective beside what was measured.
struct Judged {
  enum Verdict {
    case met, missed
    /// It hangs on a span in which the harness could not look.
    case undecided
  }

  var objective: Objective
  var measured: Double?
  var verdict: Verdict

  /// - Parameter judged: false when the drill as a whole could not be judged.
  func record(judged: Bool) -> ObjectiveRecord {
    ObjectiveRecord(
      name: objective.name, target: objective.target.seconds, measured: measured,
      met: judged ? verdict == .met : nil)
  }
}

extension Grader {
  func judge(_ objective: Objective, _ measures: Measures) -> Judged {
    let target = objective.target.seconds
    switch objective.measure {
    case .recovered, .timeToRecover:
      guard let measured = measures.timeToRecover else {
        return unmeasured(objective, hidden: mayHaveRecovered(within: target))
      }
      return decide(objective, measured, doubtOfRecovery(measured))
    case .timeToDetect:
      guard let measured = measures.timeToDetect else {
        return unmeasured(objective, hidden: mayHaveDetected(within: target))
      }
      return decide(objective, measured, doubtOfDetection(measured))
    case .dataLoss:
      return judgeDataLoss(objective, measures.dataLoss)
    case .milestone(let milestone):
      guard let measured = measures.milestones[milestone] else {
        return unmeasured(objective, hidden: mayHaveReached(milestone, within: target))
      }
      return decide(objective, measured, doubt(of: milestone, measured))
    case .unrecovered: return judgeFailure(objective)
    case .outage(let lane):
      guard let outage = measures.outages[lane] else { return unmeasured(objective, hidden: false) }
      return decide(objective, outage.seconds, doubtOfOutage(outage))
    }
  }

  /// A target of zero means no write at all, however close together the last survivor and the lost one were.
  private func judgeDataLoss(_ objective: Objective, _ loss: DataLoss?) -> Judged {
    guard let loss else { return unmeasured(objective, hidden: false) }
    let isForbidden = objective.target == .zero && loss.writes > 0
    return isForbidden
      ? Judged(objective: objective, measured: loss.seconds, verdict: .missed) : decide(objective, loss.seconds, .none)
  }

  /// Met when the cluster was still down at the deadline, although what there was to bring it back was tried.
  private func judgeFailure(_ objective: Objective) -> Judged {
    if let recovered = history.faultAt.flatMap(timeToComeBack) {
      return Judged(objective: objective, measured: recovered, verdict: .missed)
    }
    if mayHaveRecovered(within: objective.target.seconds) { return unmeasured(objective, hidden: true) }
    let wasTried = history.recoveryFailure != nil || plan.drill.recovery.means == .itself
    return Judged(objective: objective, measured: nil, verdict: wasTried ? .met : .missed)
  }

  /// The truth lies between `measured - early` and `measured + late`; the verdict stands only if both ends agree.
  private func decide(_ objective: Objective, _ measured: Double, _ doubt: Doubt) -> Judged {
    let target = objective.target.seconds
    let verdict: Judged.Verdict =
      if measured + doubt.late <= target { .met } else if measured - doubt.early > target { .missed } else {
        .undecided
      }
    return Judged(objective: objective, measured: measured, verdict: verdict)
  }

  /// - Parameter hidden: whether it may have happened while nobody looked.
  private func unmeasured(_ objective: Objective, hidden: Bool) -> Judged {
    Judged(objective: objective, measured: nil, verdict: hidden ? .undecided : .missed)
  }
}
