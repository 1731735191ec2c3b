/// Text from a file, made fit for one line of a message: short, and without characters that move a terminal's cursor.
enum Quoted {
  private static let longest = 60

  /// In quotes.
  static func text(_ text: some StringProtocol) -> String {
    let short = text.unicodeScalars.prefix(longest + 1)
    let ending = short.count > longest ? "…" : ""
    return "\"" + short.prefix(longest).map(escaped).joined() + ending + "\""
  }

  /// Without quotes and in full length; for file names.
  static func plain(_ text: String) -> String {
    text.unicodeScalars.allSatisfy(isHarmless) ? text : text.unicodeScalars.map(escaped).joined()
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    isHarmless(scalar) ? String(scalar) : scalar.escaped(asASCII: true)
  }

  /// Control characters, and those that turn the direction of writing, are not.
  static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
  }
}
