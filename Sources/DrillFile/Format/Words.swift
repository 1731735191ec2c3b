enum Words {
  /// For messages: `one of cp-1, cp-2, cp-3`, cut short when there are many.
  static func oneOf(_ words: [String]) -> String {
    words.count > 1 ? "one of " + list(words) : words.first ?? ""
  }

  /// `cp-1, cp-2, cp-3`, cut short when there are many; never for the sake of a single one.
  static func list(_ words: [String]) -> String {
    words.count > 13 ? words.prefix(12).joined(separator: ", ") + ", …" : words.joined(separator: ", ")
  }
}
