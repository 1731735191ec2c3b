extension Format {
  /// A list of such values. It is wrong as a whole when one of them is, so that no rule judges half a list.
  func list(_ noun: String, count: ClosedRange<Int>, distinct: Bool = false) -> Format<[Located<Value>]> {
    let read = read
    let expected = "a list of \(noun)"
    var schema = Json.object([
      "type": "array", "items": self.schema, "minItems": .whole(count.lowerBound), "maxItems": .whole(count.upperBound),
    ])
    if distinct { schema = schema.adding(["uniqueItems": true]) }
    return Format<[Located<Value>]>(expected: expected, schema: schema) { yaml, findings in
      guard case .list(let items) = yaml.content else {
        findings.add("\(yaml.place.lastKey) \(yaml.kind)", expected: expected, at: yaml.place)
        return nil
      }
      guard count.contains(items.count) else {
        let expected = "\(count.lowerBound) to \(count.upperBound) of \(noun)"
        findings.add("\(yaml.place.lastKey) has \(items.count) items", expected: expected, at: yaml.place)
        return nil
      }
      let values = items.map { item in read(item, &findings).map { Located(value: $0, place: item.place) } }
      return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
    }
  }

  /// A map with free keys, each fit for `key`.
  func dictionary(_ noun: String, key: Format<String>) -> Format<[String: Located<Value>]> {
    let read = read
    let expected = "a map of \(noun)"
    let schema = Json.object(["type": "object", "propertyNames": key.schema, "additionalProperties": self.schema])
    return Format<[String: Located<Value>]>(expected: expected, schema: schema) { yaml, findings in
      guard case .map(let entries) = yaml.content else {
        findings.add("\(yaml.place.lastKey) \(yaml.kind)", expected: expected, at: yaml.place)
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

  /// Written either as a single value or as a map or list.
  static func either(single: Format, whole: Format) -> Format {
    let expected = "\(single.expected), or \(whole.expected)"
    return Format(expected: expected, schema: .object(["anyOf": [single.schema, whole.schema]])) { yaml, findings in
      if yaml.isNull {
        findings.add("\(yaml.place.lastKey) has no value", expected: expected, at: yaml.place)
        return nil
      }
      if case .scalar = yaml.content { return single.read(yaml, &findings) }
      return whole.read(yaml, &findings)
    }
  }
}
