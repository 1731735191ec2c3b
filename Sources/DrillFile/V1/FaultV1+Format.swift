import Model

extension FaultV1 {
  /// A map with one fault and its times; a fault that needs to know nothing may stand alone as a word.
  static let format = oneKind(.either(single: alone, whole: whole))

  private static let alone: Format<FaultV1> = {
    let words = BareFault.allCases.map(\.rawValue)
    let format = Format<BareFault>.scalar(
      Words.oneOf(words), schema: .object(["type": "string", "enum": .words(words)]),
      parse: { text, _ in BareFault(rawValue: text) }, complaint: { "\(Quoted.text($0)) cannot stand alone" },
      nearest: { Nearest.word(to: $0, in: words) })
    return format.map { fault, place, _ in
      var written = FaultV1()
      written[bare: fault] = .value(NothingV1(), at: place)
      return written
    }
  }()

  private static let whole: Format<FaultV1> = {
    let choices = Fault.Kind.allCases.map { Json.object(["required": [.text($0.rawValue)]]) }
    var format = Format.map("a fault", FaultV1(), Fault.Kind.allCases.map(field) + times)
    format.schema = format.schema.adding(["oneOf": .list(choices)])
    return format
  }()

  private static let times: [Field<FaultV1>] = [
    Field(
      "when", \.when, TriggerV1.format, "The moment from which at is counted; the end of the steady state by default.",
      fallback: .text(FaultTrigger.steadyState.word)),
    Field("at", \.at, .duration, "When it is put in, counted from when.", fallback: "0s"),
    Field("for", \.duration, .span, "When it is taken out again, counted from when it was put in."),
    Field("every", \.every, .span, "The time from one repetition to the next; needs times."),
    Field("times", \.times, .whole(2...20), "How often it is put in; needs every."),
  ]

  private static func field(_ kind: Fault.Kind) -> Field<FaultV1> {
    let (name, summary) = (kind.rawValue, kind.summary)
    if let fault = TargetedFault(rawValue: name) {
      return Field(name, \.[targeted: fault], PlainFaultV1.format, summary)
    }
    if let fault = ZoneFault(rawValue: name) { return Field(name, \.[zone: fault], ZoneFaultV1.format, summary) }
    if let fault = BareFault(rawValue: name) { return Field(name, \.[bare: fault], NothingV1.format, summary) }
    switch kind {
    case .networkPartition: return Field(name, \.partition, PartitionV1.format, summary)
    case .networkLoss: return Field(name, \.loss, LossV1.format, summary)
    case .networkDelay: return Field(name, \.delay, DelayV1.format, summary)
    default: return Field(name, \.command, CommandV1.format, summary)
    }
  }

  private static func oneKind(_ format: Format<FaultV1>) -> Format<FaultV1> {
    var checked = format
    checked.read = { yaml, findings in
      let before = findings.count
      let fault = format.read(yaml, &findings)
      if let fault, fault.kinds.count != 1, findings.count == before {
        let found = fault.kinds.map(\.rawValue).joined(separator: " and ")
        findings.add(
          found.isEmpty ? "an item of faults without a fault" : "two faults in one item: \(found)",
          expected: "exactly one of \(Words.list(Fault.Kind.allCases.map(\.rawValue)))", at: yaml.place)
      }
      return fault
    }
    return checked
  }
}
