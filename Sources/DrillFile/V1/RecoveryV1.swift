import Model

struct RecoveryV1: Sendable {
  var runbook = Written<RecoveryMeans>.absent
  var steps = Written<[Located<RecoveryStepName>]>.absent
  var deadline = Written<Duration>.absent
  var stable = Written<Duration>.absent
  var requires = Written<RequiredLanes>.absent
  var alarmPeriod = Written<Duration>.absent
  var zone = Written<ZoneName>.absent
}

extension RecoveryV1 {
  static let format = Format.either(
    single: runbook.map { means, place, _ in RecoveryV1(runbook: .value(means, at: place)) },
    whole: .map("recovery", RecoveryV1(), means + times + extent))

  private static let runbook = Format.word(
    "runbook", of: ([.itself] + RunbookName.allCases.map(RecoveryMeans.runbook)).map { ($0.name, $0) })

  private static let means: [Field<RecoveryV1>] = [
    Field(
      "runbook", \.runbook, runbook, "The way back: self means that the cluster has to heal by itself.",
      fallback: .text(RecoverySpec().means.name)),
    Field(
      "steps", \.steps, Format<RecoveryStepName>.step.list("steps", atMost: 50),
      "The recovery core's steps one by one, in the place of a runbook."),
  ]

  private static let times: [Field<RecoveryV1>] = [
    Field(
      "deadline", \.deadline, .span,
      "When to give up, counted from the first fault; beyond the objective, so that a late recovery still gets its number.",
      fallback: .text(DurationText.write(RecoverySpec().deadline))),
    Field(
      "stable", \.stable, .span,
      "How long every probe has to be good before the cluster counts as recovered.",
      fallback: .text(DurationText.write(RecoverySpec().stable))),
    Field(
      "alarmPeriod", \.alarmPeriod, .span,
      "The period of the monitor's status checks, for auto-recover-machine; two of them have to fail.",
      fallback: .text(DurationText.write(RecoverySpec().alarmPeriod))),
  ]

  private static let extent: [Field<RecoveryV1>] = [
    Field(
      "requires", \.requires, .word("requirement"),
      "What has to be good: all lanes, or service, those through the load balancer; then machines may stay lost.",
      fallback: .text(RecoverySpec().requires.rawValue)),
    Field(
      "zone", \.zone, TargetV1.zone, "Where machines are made anew; where they stood if nothing is said."),
  ]

  /// As they were written; nil when that was wrong.
  var means: RecoveryMeans? {
    if case .value(let steps, _) = steps { return .steps(steps.map(\.value)) }
    return steps.isWrong ? nil : runbook.or(RecoverySpec().means)
  }

  var spec: RecoverySpec {
    var spec = RecoverySpec()
    spec.means = means ?? spec.means
    spec.deadline = deadline.value ?? spec.deadline
    spec.stable = stable.value ?? spec.stable
    spec.requires = requires.value ?? spec.requires
    spec.alarmPeriod = alarmPeriod.value ?? spec.alarmPeriod
    spec.zone = zone.value
    return spec
  }
}
