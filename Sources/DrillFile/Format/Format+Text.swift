extension Format<String> {
  /// Free text in one line.
  static var title: Format {
    text(
      "text of one line, at most 200 characters",
      schema: .object(["type": "string", "minLength": 1, "maxLength": 200]), complaint: "is no title", isFit: isLine)
  }

  /// What a program prints.
  static var line: Format {
    text(
      "text of one line, at most 200 characters",
      schema: .object(["type": "string", "minLength": 1, "maxLength": 200]), complaint: "is not text of one line",
      isFit: isLine)
  }

  /// One argument of a command; the kernel ends it at a NUL.
  static var argument: Format {
    text(
      "text without NUL, in quotes where it looks like a number", schema: .object(["type": "string"]),
      complaint: "is no argument",
      isFit: { !$0.unicodeScalars.contains("\0") })
  }

  /// A name that can be a folder's and a host's too.
  static func name(_ noun: String) -> Format {
    text(
      "lower-case letters, digits and dashes, such as storage-loss",
      schema: .object(["type": "string", "pattern": .text(Spelling.namePattern)]), complaint: "is no \(noun)",
      nearest: nearestName, isFit: Spelling.isName)
  }

  /// A label's value.
  static var labelValue: Format {
    text(
      "letters, digits, dots, dashes and underscores",
      schema: .object(["type": "string", "pattern": .text(Spelling.labelPattern)]), complaint: "is no label",
      isFit: Spelling.isLabel)
  }

  /// Text that YAML does not take for a number: that one has to be quoted, as for every other YAML reader.
  static func text(
    _ expected: String, schema: Json, complaint: String,
    nearest: @escaping @Sendable (String) -> String? = { _ in nil }, isFit: @escaping @Sendable (String) -> Bool
  ) -> Format {
    scalar(
      expected, schema: schema,
      parse: { text, quoted in isFit(text) && (quoted || !Spelling.isNumberOrFlag(text)) ? text : nil },
      complaint: { Spelling.isNumberOrFlag($0) ? "\($0) is not text" : "\(Quoted.text($0)) \(complaint)" },
      nearest: { Spelling.isNumberOrFlag($0) ? "'\($0)'" : nearest($0) })
  }

  private static func isLine(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.count <= 200 && text.unicodeScalars.allSatisfy(Quoted.isHarmless)
  }

  private static func nearestName(_ text: String) -> String? {
    let words = text.prefix(63).lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = words.joined(separator: "-")
    return Spelling.isName(name) ? name : nil
  }
}
