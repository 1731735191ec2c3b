import Model

/// An item of `faults`: exactly one fault, and its times.
struct FaultV1: Sendable {
  /// By kind, those that need to know only where.
  var targeted: [TargetedFault: Written<PlainFaultV1>] = [:]
  var command = Written<CommandV1>.absent
  var at = Written<Duration>.absent
  var duration = Written<Duration>.absent

  subscript(fault: TargetedFault) -> Written<PlainFaultV1> {
    get { targeted[fault] ?? .absent }
    set { targeted[fault] = newValue }
  }
}

extension FaultV1 {
  static let format = oneKind(
    .map(
      "a fault", FaultV1(),
      TargetedFault.allCases.map { fault in
        Field(fault.rawValue, \.[fault], PlainFaultV1.format, fault.kind.summary)
      } + [
        Field(Fault.Kind.command.rawValue, \.command, CommandV1.format, Fault.Kind.command.summary),
        Field("at", \.at, .duration, "When it is put in, counted from the end of the steady state.", fallback: "0s"),
        Field(
          "for", \.duration, .span, "When it is taken out again, counted from when it was put in."),
      ]))

  /// The kinds that were written, rightly or wrongly.
  var kinds: [Fault.Kind] {
    TargetedFault.allCases.filter { self[$0].isThere }.map(\.kind) + (command.isThere ? [.command] : [])
  }

  /// nil when it was written wrongly.
  var fault: Fault? {
    guard kinds.count == 1 else { return nil }
    if command.isThere { return command.value?.fault.map(Fault.command) }
    guard let (fault, written) = targeted.first else { return nil }
    return written.value?.target.map { .on(fault, $0) }
  }

  /// The target as it was written, with places.
  var on: Written<TargetV1> {
    targeted.first?.value.value?.on ?? command.value?.on ?? .absent
  }

  var scheduled: ScheduledFault? {
    fault.map { ScheduledFault($0, at: at.value ?? .zero, for: duration.value) }
  }
}

extension FaultV1 {
  private static func oneKind(_ format: Format<FaultV1>) -> Format<FaultV1> {
    let kinds = TargetedFault.allCases.map(\.rawValue) + [Fault.Kind.command.rawValue]
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
