extension Format {
  /// A list of such values. It is wrong as a whole when one of them is, so that no rule judges half a list.
  func list(_ noun: String, atMost limit: Int) -> Format<[Located<Value>]> {
    let read = read
    let expected = "a list of \(noun)"
    let schema = Json.object(["type": "array", "items": schema, "minItems": 1, "maxItems": .whole(limit)])
    return Format<[Located<Value>]>(expected: expected, schema: schema) { yaml, findings in
      guard case .list(let items) = yaml.content else {
        findings.add("\(yaml.place.path.last) \(yaml.kind)", expected: expected, at: yaml.place)
        return nil
      }
      guard Self.isLength(items.count, fitFor: noun, atMost: limit, at: yaml.place, &findings) else { return nil }
      let values = items.map { item in read(item, &findings).map { Located(value: $0, place: item.place) } }
      return values.contains { $0 == nil } ? nil : values.compactMap(\.self)
    }
  }

  private static func isLength(
    _ length: Int, fitFor noun: String, atMost limit: Int, at place: Place, _ findings: inout Findings
  ) -> Bool {
    if length == 0 {
      findings.add("\(place.path.last) is empty", expected: "a list of \(noun), at least one", at: place)
    } else if length > limit {
      findings.add("\(place.path.last) has \(length) items", expected: "a list of \(noun), at most \(limit)", at: place)
    }
    return (1...limit).contains(length)
  }

  /// The same list, in which nothing may stand twice.
  func distinct<Item: Hashable>() -> Format where Value == [Located<Item>] {
    var format = map { items, _, findings in
      var lines: [Item: Int] = [:]
      for item in items {
        if let line = lines.updateValue(item.place.line, forKey: item.value) {
          findings.add("\(item.place.path.last) stands in the list already, on line \(line)", at: item.place)
        }
      }
      return lines.count == items.count ? items : nil
    }
    format.schema = schema.adding(["uniqueItems": true])
    return format
  }
}
