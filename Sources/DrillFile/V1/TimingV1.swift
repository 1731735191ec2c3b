import Model

/// The moment from which a fault's `at` is counted.
struct TriggerV1: Sendable {
  var step = Written<RecoveryStepName>.absent
  /// nil: a step.
  var word: FaultTrigger?
}

extension TriggerV1 {
  static let format = Format.either(
    single: .word(
      "moment",
      of: [FaultTrigger.steadyState, .detected, .recoveryStarted].map { ($0.word, TriggerV1(word: $0)) }),
    whole: .map(
      "the moment", TriggerV1(),
      [Field("step", \.step, .step, isRequired: true, "The recovery's step whose beginning is meant.")]))

  var trigger: FaultTrigger? {
    word ?? step.value.map { .step($0.rawValue) }
  }
}

extension Format<RecoveryStepName> {
  /// A step of the recovery core.
  static var step: Format {
    word("step", of: RecoveryStepName.allCases.map { ($0.rawValue, $0) })
  }
}
