import Model

struct LedgerV1: Sendable {
  var isKept = true
  var rate = Written<Rate>.absent
}

extension LedgerV1 {
  static let format = Format.either(
    single: .word("ledger", of: [("none", LedgerV1(isKept: false))]),
    whole: .map(
      "the ledger", LedgerV1(),
      [
        Field(
          "rate", \.rate, .rate, "Numbered writes a second.", fallback: .text("\(LedgerSpec().rate.perSecond)/s"))
      ]))

  var spec: LedgerSpec? {
    guard isKept else { return nil }
    return rate.value.map { LedgerSpec(rate: $0) } ?? LedgerSpec()
  }
}

struct SteadyStateV1: Sendable {
  var duration = Written<Duration>.absent
  var deadline = Written<Duration>.absent
}

extension SteadyStateV1 {
  static let format = Format.map(
    "the steady state", SteadyStateV1(),
    [
      Field(
        "for", \.duration, .span, "How long every probe has to be good without a break.",
        fallback: .text(DurationText.write(SteadyState().duration))),
      Field(
        "deadline", \.deadline, .span, "How long to wait for that.",
        fallback: .text(DurationText.write(SteadyState().deadline))),
    ])

  var spec: SteadyState {
    var spec = SteadyState()
    spec.duration = duration.value ?? spec.duration
    spec.deadline = deadline.value ?? spec.deadline
    return spec
  }
}
