import Model

/// A drill as version 1 of the file format writes it. A later version gets types of its own, and both become `Drill`.
struct DrillV1: Sendable {
  var apiVersion = Written<String>.absent
  var kind = Written<String>.absent
  var metadata = Written<MetadataV1>.absent
  var spec = Written<SpecV1>.absent
}

extension DrillV1 {
  static let version = "firedrill.dev/v1"

  /// What tells whether the rest can be understood.
  static let header: [Field<DrillV1>] = [
    Field(
      "apiVersion", \.apiVersion, .word("apiVersion", of: [(version, version)]), isRequired: true,
      "The version of this file format."),
    Field("kind", \.kind, .word("kind", of: [("Drill", "Drill")]), isRequired: true, "What this document is."),
  ]

  static let format = Format.map(
    "the drill", DrillV1(),
    header + [
      Field("metadata", \.metadata, MetadataV1.format, isRequired: true, "The drill's name, title and labels."),
      Field("spec", \.spec, SpecV1.format, isRequired: true, "What the drill does."),
    ])

  /// - Returns: nil when something that every drill needs is missing; that is a problem already.
  func drill(source: SourceLocation) -> Drill? {
    guard let metadata = metadata.value, let spec = spec.value else { return nil }
    guard let name = metadata.name.value, let title = metadata.title.value else { return nil }
    return Drill(
      name: name, title: title, labels: metadata.labelValues, source: source, cluster: spec.clusterSpec,
      probes: spec.probeNames, ledger: spec.ledgerSpec, steadyState: spec.steadyStateSpec, faults: spec.scheduledFaults,
      recovery: spec.recoverySpec, objectives: spec.objectiveSpec, expectation: spec.expectation)
  }
}

struct MetadataV1: Sendable {
  var name = Written<String>.absent
  var title = Written<String>.absent
  var labels = Written<[String: Located<[Located<String>]>]>.absent
}

extension MetadataV1 {
  static let format = Format.map(
    "metadata", MetadataV1(),
    [
      Field(
        "name", \.name, .name("drill's name"), isRequired: true,
        "Lower-case letters, digits and dashes; unique in a run."),
      Field("title", \.title, .title, isRequired: true, "One line for people: what fails."),
      Field(
        "labels", \.labels, labelValues.dictionary("labels, each a word or a list of words", key: .name("label")),
        "Words to select drills by, such as suite: [smoke, nightly]."),
    ])

  private static let labelValues = Format.either(
    single: Format<String>.labelValue.map { text, place, _ in [Located(value: text, place: place)] },
    whole: Format<String>.labelValue.list("words", atMost: 50))

  fileprivate var labelValues: [String: [String]] {
    (labels.value ?? [:]).mapValues { $0.value.map(\.value) }
  }
}
