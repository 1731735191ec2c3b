import Model

struct RecoveryV1: Sendable {
  var means = Written<RecoveryMeans>.absent
  var deadline = Written<Duration>.absent
  var stable = Written<Duration>.absent
}

extension RecoveryV1 {
  static let format = Format.either(
    single: runbook.map { means, place, _ in RecoveryV1(means: .value(means, at: place)) },
    whole: .map(
      "recovery", RecoveryV1(),
      [
        Field(
          "runbook", \.means, runbook, "The way back: self means that the cluster has to heal by itself.",
          fallback: .text(RecoverySpec().means.name)),
        Field(
          "deadline", \.deadline, .span,
          "When to give up, counted from the first fault; beyond the objective, so that a late recovery still gets its number.",
          fallback: .text(DurationText.write(RecoverySpec().deadline))),
        Field(
          "stable", \.stable, .span,
          "How long every probe has to be good before the cluster counts as recovered.",
          fallback: .text(DurationText.write(RecoverySpec().stable))),
      ]))

  private static let runbook = Format.word(
    "runbook", of: ([.itself] + RunbookName.allCases.map(RecoveryMeans.runbook)).map { ($0.name, $0) })

  var spec: RecoverySpec {
    var spec = RecoverySpec()
    spec.means = means.value ?? spec.means
    spec.deadline = deadline.value ?? spec.deadline
    spec.stable = stable.value ?? spec.stable
    return spec
  }
}
