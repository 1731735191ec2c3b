import Foundation

@testable import DrillFile

/// Judges a value by the part of JSON Schema that ours uses. A keyword that it does not know is an error of its own, so
/// that the schema cannot outgrow the check.
struct SchemaCheck {
  private(set) var errors: [String] = []

  static func errors(of yaml: Yaml, by schema: Json) -> [String] {
    var check = SchemaCheck()
    check.check(yaml, schema)
    return check.errors
  }

  private mutating func check(_ yaml: Yaml, _ schema: Json) {
    for member in schema.members { check(yaml, member.key, member.value, of: schema) }
  }

  private mutating func check(_ yaml: Yaml, _ keyword: String, _ rule: Json, of schema: Json) {
    switch keyword {
    case "$schema", "$id", "title", "description", "default", "examples": break
    case "type": expect(yaml.type == rule.text, yaml, "is \(yaml.type), not \(rule.text ?? "?")")
    case "enum": expect(rule.items.contains { $0.text == yaml.scalar }, yaml, "is none of the words")
    case "pattern": expect(yaml.scalar.map { matches($0, rule.text ?? "") } ?? true, yaml, "is spelt otherwise")
    case "minimum": expect(yaml.whole.map { $0 >= rule.whole } ?? true, yaml, "is too small")
    case "maximum": expect(yaml.whole.map { $0 <= rule.whole } ?? true, yaml, "is too large")
    case "minLength": expect(yaml.scalar.map { $0.unicodeScalars.count >= rule.whole } ?? true, yaml, "is too short")
    case "maxLength": expect(yaml.scalar.map { $0.unicodeScalars.count <= rule.whole } ?? true, yaml, "is too long")
    case "minItems": expect(yaml.items.map { $0.count >= rule.whole } ?? true, yaml, "has too few")
    case "maxItems": expect(yaml.items.map { $0.count <= rule.whole } ?? true, yaml, "has too many")
    case "uniqueItems":
      let scalars = yaml.items?.compactMap(\.scalar) ?? []
      expect(Set(scalars).count == scalars.count, yaml, "has one twice")
    case "items": for item in yaml.items ?? [] { check(item, rule) }
    case "anyOf": expect(rule.items.contains { Self.errors(of: yaml, by: $0).isEmpty }, yaml, "is none of these")
    case "oneOf":
      expect(rule.items.filter { Self.errors(of: yaml, by: $0).isEmpty }.count == 1, yaml, "is not one of these")
    case "required": for key in rule.items.compactMap(\.text) { expect(yaml[key] != nil, yaml, "has no \(key)") }
    case "properties": for entry in yaml.entries { rule[entry.key].map { check(entry.value, $0) } }
    case "additionalProperties": checkOthers(yaml, rule, known: schema["properties"]?.members.map(\.key) ?? [])
    case "propertyNames":
      for entry in yaml.entries { check(Yaml(content: .scalar(entry.key, quoted: true), place: entry.keyPlace), rule) }
    default: errors.append("the schema says \(keyword), which this check does not know")
    }
  }

  private mutating func checkOthers(_ yaml: Yaml, _ rule: Json, known: [String]) {
    for entry in yaml.entries where !known.contains(entry.key) {
      if case .flag(false) = rule {
        errors.append("\(entry.key) is not known")
      } else {
        check(entry.value, rule)
      }
    }
  }

  private mutating func expect(_ holds: Bool, _ yaml: Yaml, _ complaint: String) {
    if !holds { errors.append("\(yaml.place.path.text) \(complaint)") }
  }

  private func matches(_ text: String, _ pattern: String) -> Bool {
    text.range(of: pattern, options: .regularExpression) != nil
  }
}

extension Json {
  fileprivate var members: [Member] { if case .object(let members) = self { members } else { [] } }
  var items: [Json] { if case .list(let items) = self { items } else { [] } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  fileprivate var whole: Int { if case .whole(let number) = self { number } else { 0 } }

  subscript(key: String) -> Json? { members.first { $0.key == key }?.value }
}

extension Yaml {
  fileprivate var type: String {
    switch content {
    case .list: "array"
    case .map: "object"
    case .scalar where isNull: "null"
    case .scalar(let text, quoted: false) where Spelling.wholeNumber(text) != nil: "integer"
    case .scalar(let text, quoted: false) where Spelling.isNumberOrFlag(text): "number"
    case .scalar: "string"
    }
  }

  fileprivate var scalar: String? { if case .scalar(let text, _) = content { text } else { nil } }
  fileprivate var whole: Int? { type == "integer" ? scalar.flatMap { Int($0) } : nil }
  fileprivate var items: [Yaml]? { if case .list(let items) = content { items } else { nil } }
  fileprivate var entries: [Entry] { if case .map(let entries) = content { entries } else { [] } }
  fileprivate subscript(key: String) -> Yaml? { entries.first { $0.key == key }?.value }
}
