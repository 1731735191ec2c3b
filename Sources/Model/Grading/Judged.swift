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
      // Starvation can only make a recovery look later than it was.
      return decide(objective, measures.timeToRecover, early: blindSeconds, late: 0, target)
    case .timeToDetect:
      return decide(objective, measures.timeToDetect, early: blindSeconds, late: 0, target)
    case .dataLoss:
      return decide(objective, measures.dataLoss?.seconds, early: 0, late: 0, target)
    case .outage(let lane):
      let outage = measures.outages[lane]
      return decide(
        objective, outage?.seconds, early: outage?.uncertain == true ? blindSeconds : 0, late: blindSeconds, target)
    }
  }

  /// The truth lies between `measured - early` and `measured + late`; the verdict stands only if both ends agree.
  private func decide(
    _ objective: Objective, _ measured: Double?, early: Double, late: Double, _ target: Double
  ) -> Judged {
    guard let measured else { return Judged(objective: objective, measured: nil, verdict: .missed) }
    let verdict: Judged.Verdict =
      if measured + late <= target { .met } else if measured - early > target { .missed } else { .undecided }
    return Judged(objective: objective, measured: measured, verdict: verdict)
  }

  /// Seconds between the fault and the end of the stable window in which nobody looked.
  private var blindSeconds: Double {
    guard let faultAt = history.faultAt else { return 0 }
    let end = history.stable?.end ?? history.lastAt
    return history.unobserved.map { max(0, min($0.end, end) - max($0.start, faultAt)) }.reduce(0, +)
  }
}
