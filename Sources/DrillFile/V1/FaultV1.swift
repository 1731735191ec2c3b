import Model

/// An item of `faults`: exactly one fault, and its times.
struct FaultV1: Sendable {
  var processKill = Written<PlainFaultV1>.absent
  var processPause = Written<PlainFaultV1>.absent
  var storageLose = Written<PlainFaultV1>.absent
  var command = Written<CommandV1>.absent
  var at = Written<Duration>.absent
  var duration = Written<Duration>.absent
}

extension FaultV1 {
  static let format = oneKind(
    .map(
      "a fault", FaultV1(),
      Fault.Kind.allCases.map(field) + [
        Field("at", \.at, .duration, "When it is put in, counted from the end of the steady state.", fallback: "0s"),
        Field(
          "for", \.duration, .span, "When it is taken out again, counted from when it was put in."),
      ]))

  /// A new kind is a new key; the compiler asks for it here.
  private static func field(of kind: Fault.Kind) -> Field<FaultV1> {
    switch kind {
    case .processKill: Field(kind.rawValue, \.processKill, PlainFaultV1.format, kind.summary)
    case .processPause: Field(kind.rawValue, \.processPause, PlainFaultV1.format, kind.summary)
    case .storageLose: Field(kind.rawValue, \.storageLose, PlainFaultV1.format, kind.summary)
    case .command: Field(kind.rawValue, \.command, CommandV1.format, kind.summary)
    }
  }

  /// The kinds that were written, rightly or wrongly.
  var kinds: [Fault.Kind] {
    Fault.Kind.allCases.filter { kind in
      switch kind {
      case .processKill: processKill.isThere
      case .processPause: processPause.isThere
      case .storageLose: storageLose.isThere
      case .command: command.isThere
      }
    }
  }

  /// nil when it was written wrongly.
  var fault: Fault? {
    guard kinds.count == 1, let kind = kinds.first else { return nil }
    switch kind {
    case .processKill: return processKill.value?.target.map(Fault.processKill)
    case .processPause: return processPause.value?.target.map(Fault.processPause)
    case .storageLose: return storageLose.value?.target.map(Fault.storageLose)
    case .command: return command.value?.fault.map(Fault.command)
    }
  }

  /// The target as it was written, with places.
  var on: Written<TargetV1> {
    processKill.value?.on ?? processPause.value?.on ?? storageLose.value?.on ?? command.value?.on ?? .absent
  }

  var scheduled: ScheduledFault? {
    fault.map { ScheduledFault($0, at: at.value ?? .zero, for: duration.value) }
  }
}

extension FaultV1 {
  private static func oneKind(_ format: Format<FaultV1>) -> Format<FaultV1> {
    let kinds = Fault.Kind.allCases.map(\.rawValue)
    let choices = kinds.map { Json.object(["required": [.text($0)]]) }
    var checked = format
    checked.schema = format.schema.adding(["oneOf": .list(choices)])
    checked.read = { yaml, findings in
      let before = findings.count
      let fault = format.read(yaml, &findings)
      if let fault, fault.kinds.count != 1, findings.count == before {
        let found = fault.kinds.map(\.rawValue).joined(separator: " and ")
        findings.add(
          found.isEmpty ? "an item of faults without a fault" : "two faults in one item: \(found)",
          expected: "exactly one of \(kinds.joined(separator: ", "))", at: yaml.place)
      }
      return fault
    }
    return checked
  }
}

/// A fault that needs to know only where.
struct PlainFaultV1: Sendable {
  var on = Written<TargetV1>.absent
}

extension PlainFaultV1 {
  static let format = Format.map(
    "the fault", PlainFaultV1(), [Field("on", \.on, TargetV1.format, isRequired: true, TargetV1.summary)])

  var target: Target? { on.value?.target }
}
