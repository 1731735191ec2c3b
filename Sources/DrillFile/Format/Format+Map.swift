extension Format {
  /// A map with free keys, each fit for `key`.
  func dictionary(_ noun: String, key: Format<String>) -> Format<[String: Located<Value>]> {
    let read = read
    let expected = "a map of \(noun)"
    let schema = Json.object(["type": "object", "propertyNames": key.schema, "additionalProperties": schema])
    return Format<[String: Located<Value>]>(expected: expected, schema: schema) { yaml, findings in
      guard case .map(let entries) = yaml.content else {
        findings.add("\(yaml.place.path.last) \(yaml.kind)", expected: expected, at: yaml.place)
        return nil
      }
      var result: [String: Located<Value>] = [:]
      for entry in entries {
        let name = Yaml(content: .scalar(entry.key, quoted: true), place: entry.keyPlace)
        let value = read(entry.value, &findings)
        guard key.read(name, &findings) != nil, let value else { continue }
        result[entry.key] = Located(value: value, place: entry.keyPlace)
      }
      return result
    }
  }

  /// Written either as a single value, or as a map or a list.
  static func either(single: Format, whole: Format) -> Format {
    let expected = "\(single.expected), or \(whole.expected)"
    return Format(expected: expected, schema: .object(["anyOf": [single.schema, whole.schema]])) { yaml, findings in
      if yaml.isNull {
        findings.add("\(yaml.place.path.last) has no value", expected: expected, at: yaml.place)
        return nil
      }
      let before = findings.problems.count
      defer { findings.expect(expected, at: yaml.place, since: before) }
      if case .scalar = yaml.content { return single.read(yaml, &findings) }
      return whole.read(yaml, &findings)
    }
  }
}
