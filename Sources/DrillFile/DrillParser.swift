import Model

/// Text to drills: splits, composes, decodes and judges. Pure.
struct DrillParser {
  private var findings: Findings
  private var result: ParsedFile

  static func parse(_ text: String, file: String) -> ParsedFile {
    var parser = DrillParser(file: file)
    parser.read(text)
    parser.result.problems = parser.findings.sorted
    parser.result.warnings = parser.findings.warnings
    return parser.result
  }

  private init(file: String) {
    findings = Findings(file: file)
    result = ParsedFile(file: file)
  }

  private mutating func read(_ text: String) {
    var isEmpty = true
    for document in DocumentText.split(text) {
      for yaml in YamlComposer.compose(document, into: &findings) where !yaml.isNull {
        isEmpty = false
        read(yaml)
      }
    }
    guard isEmpty, findings.count == 0 else { return }
    let file = findings.file
    findings.add(DrillProblem(file: file, what: "the file holds no drill", expected: "apiVersion: \(DrillV1.version)"))
  }

  private mutating func read(_ yaml: Yaml) {
    let before = findings.count
    guard Header.isKnown(yaml, DrillV1(), DrillV1.header, &findings),
      let written = DrillV1.format.read(yaml, &findings)
    else { return }
    if let spec = written.spec.value { Rules.check(spec, &findings) }
    if case .value(let name, let place)? = written.metadata.value?.name {
      result.names.append(Located(value: name, place: place))
    }
    guard findings.count == before else { return }
    result.drills += [written.drill(source: SourceLocation(file: findings.file, line: yaml.place.line))].compactMap(
      \.self)
  }
}
