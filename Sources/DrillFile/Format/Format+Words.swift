extension Format where Value: CaseIterable & RawRepresentable<String> {
  /// One of a kind's words. `noun` names the kind in messages: `unknown component "etdc"`.
  static func word(_ noun: String) -> Format {
    word(noun, of: Value.allCases.map { ($0.rawValue, $0) })
  }
}

extension Format {
  static func word(_ noun: String, of known: [(word: String, value: Value)]) -> Format {
    let words = known.map(\.word)
    return scalar(
      Words.oneOf(words),
      schema: .object(["type": "string", "enum": .words(words)]),
      parse: { text, _ in known.first { $0.word == text }?.value },
      complaint: { "unknown \(noun) \(Quoted.text($0))" },
      nearest: { Nearest.word(to: $0, in: words) })
  }
}
