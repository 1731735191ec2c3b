/// One key of a map in a drill file: how its value is written, and where it goes.
struct Field<Owner: Sendable>: Sendable {
  var key: String
  var isRequired: Bool
  /// With the field's description.
  var schema: Json
  var expected: String
  var read: @Sendable (Yaml, inout Owner, inout Findings) -> Void
  /// Notes that somebody meant this key and misspelt it.
  var spoil: @Sendable (inout Owner) -> Void

  /// - Parameters:
  ///   - summary: one sentence for editors.
  ///   - fallback: what holds when the key is absent, for editors.
  init<Value>(
    _ key: String, _ path: any WritableKeyPath<Owner, Written<Value>> & Sendable, _ format: Format<Value>,
    isRequired: Bool = false, _ summary: String, fallback: Json? = nil
  ) {
    self.key = key
    self.isRequired = isRequired
    expected = format.expected
    let described = format.schema.adding(["description": .text(summary)])
    schema = fallback.map { described.adding(["default": $0]) } ?? described
    read = { yaml, owner, findings in
      let value = format.read(yaml, &findings)
      owner[keyPath: path] = value.map { .value($0, at: yaml.place) } ?? .wrong
    }
    spoil = { $0[keyPath: path] = .wrong }
  }
}

extension Format {
  /// A map with known keys. Unknown keys and missing ones are problems; the value is made in any case, so that what is
  /// right about it is judged together with what is wrong.
  static func map(_ noun: String, _ empty: Value, _ fields: [Field<Value>]) -> Format {
    let keys = fields.map(\.key)
    let expected = keys.isEmpty ? "{}" : "a map with \(Words.list(keys))"
    return Format(expected: expected, schema: schema(of: fields)) { yaml, findings in
      guard case .map(let entries) = yaml.content else {
        findings.add("\(yaml.place.path.last) \(yaml.kind)", expected: expected, at: yaml.place)
        return nil
      }
      var value = empty
      let seen = entries.compactMap { entry in read(entry, of: noun, fields, into: &value, &findings) }
      for field in fields where field.isRequired && !seen.contains(field.key) {
        findings.add("\(noun) has no \(field.key)", expected: "\(field.key): \(field.expected)", at: yaml.place)
      }
      return value
    }
  }

  /// - Returns: the key that was meant.
  private static func read(
    _ entry: Yaml.Entry, of noun: String, _ fields: [Field<Value>], into value: inout Value, _ findings: inout Findings
  ) -> String? {
    if let field = fields.first(where: { $0.key == entry.key }) {
      field.read(entry.value, &value, &findings)
      return field.key
    }
    let keys = fields.map(\.key)
    let nearest = Nearest.word(to: entry.key, in: keys)
    findings.add(
      "unknown key \(Quoted.text(entry.key)) in \(noun)", expected: keys.isEmpty ? "{}" : Words.oneOf(keys),
      nearest: nearest, at: entry.keyPlace)
    fields.first { $0.key == nearest }?.spoil(&value)
    return nearest
  }

  private static func schema(of fields: [Field<Value>]) -> Json {
    let properties = Json.object(fields.map { Json.Member(key: $0.key, value: $0.schema) })
    let required = fields.filter(\.isRequired).map(\.key)
    let schema = Json.object(["type": "object", "additionalProperties": false, "properties": properties])
    return required.isEmpty ? schema : schema.adding(["required": .words(required)])
  }
}
