/// `apiVersion` and `kind`.
enum Header {
  /// A document of another kind or version follows other rules, so that nothing more can be said about it.
  ///
  /// - Parameters:
  ///   - empty: the document of which nothing is read yet.
  ///   - fields: those of its header.
  static func isKnown<Owner: Sendable>(
    _ yaml: Yaml, _ empty: Owner, _ fields: [Field<Owner>], _ findings: inout Findings
  ) -> Bool {
    guard case .map(let entries) = yaml.content else { return true }
    let before = findings.count
    var header = empty
    for field in fields {
      guard let entry = entries.first(where: { $0.key == field.key }) else { continue }
      field.read(entry.value, &header, &findings)
    }
    return findings.count == before
  }
}
