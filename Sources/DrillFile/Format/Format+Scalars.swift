import Model

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
      words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))",
      schema: .object(["type": "string", "enum": .words(words)]),
      complaint: { "unknown \(noun) \(Quoted.text($0))" },
      nearest: { Nearest.word(to: $0, in: words) }
    ) { text, _ in known.first { $0.word == text }?.value }
  }
}

extension Format<Int> {
  static func whole(_ range: ClosedRange<Int>) -> Format {
    scalar(
      "a whole number from \(range.lowerBound) to \(range.upperBound)",
      schema: .object(["type": "integer", "minimum": .whole(range.lowerBound), "maximum": .whole(range.upperBound)]),
      complaint: { wholeNumber($0) == nil ? "\(Quoted.text($0)) is not a whole number" : "\($0) is out of range" }
    ) { text, quoted in
      quoted ? nil : wholeNumber(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// Decimal digits without a leading zero, which YAML 1.1 reads as octal.
  private static func wholeNumber(_ text: String) -> Int? {
    text.wholeMatch(of: /-?(0|[1-9][0-9]{0,17})/) == nil ? nil : Int(text)
  }
}

extension Format<Duration> {
  /// `0s` is refused where `zero` is false.
  static func duration(zero: Bool = true) -> Format {
    let expected = (zero ? "" : "more than nothing: ") + DurationText.expected
    let digits = zero ? "[0-9]{1,12}" : "0*[1-9][0-9]{0,11}"
    return scalar(
      expected,
      schema: .object(["type": "string", "pattern": .text("^\(digits)(ms|s|m|h)$"), "examples": ["250ms", "3s", "2m"]]),
      complaint: {
        DurationText.parse($0) == nil ? "\(Quoted.text($0)) is not a duration" : "\(Quoted.text($0)) is too short"
      },
      nearest: DurationGuess.nearest
    ) { text, _ in DurationText.parse(text).flatMap { zero || $0 > .zero ? $0 : nil } }
  }
}

extension Format<Rate> {
  static var rate: Format {
    scalar(
      "\(Rate.expected), from 1/s to 1000/s",
      schema: .object(["type": "string", "pattern": "^([1-9][0-9]{0,2}|1000)/s$", "examples": ["50/s"]]),
      complaint: { "\(Quoted.text($0)) is not a rate" },
      nearest: { $0.allSatisfy(\.isNumber) && Rate("\($0)/s") != nil ? "\($0)/s" : nil }
    ) { text, _ in text.first == "0" || text.first == "+" ? nil : Rate(text) }
  }
}

extension Format<String> {
  /// Free text in one line.
  static var title: Format {
    let expected = "text of one line, at most 200 characters"
    return text(
      expected, schema: .object(["type": "string", "minLength": 1, "maxLength": 200]),
      complaint: "text that is no title"
    ) { !$0.isEmpty && $0.unicodeScalars.count <= 200 && $0.unicodeScalars.allSatisfy(Quoted.isHarmless) }
  }

  /// One argument of a command.
  static var argument: Format {
    text("text", schema: .object(["type": "string"]), complaint: "no argument") { _ in true }
  }

  /// Lower-case letters, digits and dashes, at most 63 of them: a name is also a folder's name.
  static func name(_ noun: String) -> Format {
    let expected = "lower-case letters, digits and dashes, such as storage-loss"
    return scalar(
      expected, schema: .object(["type": "string", "pattern": .text(namePattern)]),
      complaint: { looksLikeANumber($0) ? "\(Quoted.text($0)) is not text" : "\(Quoted.text($0)) is no \(noun)" },
      nearest: nearestName
    ) { text, quoted in isName(text) && (quoted || !looksLikeANumber(text)) ? text : nil }
  }

  /// A label's value: as a name, with capitals, dots and underscores.
  static var labelValue: Format {
    text(
      "letters, digits, dots, dashes and underscores",
      schema: .object(["type": "string", "pattern": "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"]),
      complaint: "not fit for a label"
    ) { $0.wholeMatch(of: /[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?/) != nil }
  }

  static let namePattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"

  static func isName(_ text: String) -> Bool {
    text.wholeMatch(of: /[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/) != nil
  }

  private static func text(
    _ expected: String, schema: Json, complaint: String, isFit: @escaping @Sendable (String) -> Bool
  ) -> Format {
    scalar(
      expected, schema: schema,
      complaint: { looksLikeANumber($0) ? "\(Quoted.text($0)) is not text" : "\(Quoted.text($0)) is \(complaint)" },
      nearest: { looksLikeANumber($0) ? "'\($0)'" : nil }
    ) { text, quoted in isFit(text) && (quoted || !looksLikeANumber(text)) ? text : nil }
  }

  /// What YAML takes for a number or a truth value unless it is quoted.
  private static func looksLikeANumber(_ text: String) -> Bool {
    ["true", "True", "TRUE", "false", "False", "FALSE"].contains(text)
      || text.wholeMatch(of: /[-+]?(\.?[0-9][0-9._]*([eE][-+]?[0-9]+)?|0[xo][0-9a-fA-F]+|\.(inf|Inf|INF|nan|NaN|NAN))/)
        != nil
  }

  private static func nearestName(_ text: String) -> String? {
    if looksLikeANumber(text) { return "'\(text)'" }
    let words = text.prefix(63).lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = words.joined(separator: "-")
    return isName(name) && name != text ? name : nil
  }
}
