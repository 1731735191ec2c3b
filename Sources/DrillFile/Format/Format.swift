/// How one kind of value is written in a drill file. It reads the value and describes it in the JSON Schema, so that the
/// two cannot drift apart.
struct Format<Value: Sendable>: Sendable {
  /// For messages: `a duration such as 250ms, 3s, 2m or 1h`.
  var expected: String
  var schema: Json
  /// Adds at least one problem when it returns nil.
  var read: @Sendable (Yaml, inout Findings) -> Value?
}

extension Format {
  /// Reads text as `parse` does, and says what is wrong where it returns nil.
  ///
  /// - Parameter complaint: what is wrong with a text that `parse` refuses.
  static func scalar(
    _ expected: String, schema: Json, parse: @escaping @Sendable (_ text: String, _ quoted: Bool) -> Value?,
    complaint: @escaping @Sendable (String) -> String, nearest: @escaping @Sendable (String) -> String? = { _ in nil }
  ) -> Format {
    Format(expected: expected, schema: schema) { yaml, findings in
      guard case .scalar(let text, let quoted) = yaml.content, !yaml.isNull else {
        findings.add("\(yaml.place.path.last) \(yaml.kind)", expected: expected, at: yaml.place)
        return nil
      }
      guard let value = parse(text, quoted) else {
        findings.add(complaint(text), expected: expected, nearest: nearest(text), at: yaml.place)
        return nil
      }
      return value
    }
  }

  /// Reads as before and turns the value into another, or refuses it.
  func map<Other>(_ turn: @escaping @Sendable (Value, Place, inout Findings) -> Other?) -> Format<Other> {
    let read = read
    return Format<Other>(expected: expected, schema: schema) { yaml, findings in
      read(yaml, &findings).flatMap { turn($0, yaml.place, &findings) }
    }
  }
}

extension Yaml {
  /// No value: an empty one, `~` or `null`.
  var isNull: Bool {
    if case .scalar(let text, quoted: false) = content {
      ["", "~", "null", "Null", "NULL"].contains(text)
    } else {
      false
    }
  }

  /// For messages, after the key: `is a list`.
  var kind: String {
    switch content {
    case .scalar where isNull: "has no value"
    case .scalar(let text, _): "is \(Quoted.text(text))"
    case .list: "is a list"
    case .map: "is a map"
    }
  }
}
