enum Words {
  /// For messages: `one of cp-1, cp-2, cp-3`, cut short when there are many.
  static func oneOf(_ words: [String]) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return "one of " + words.prefix(12).joined(separator: ", ") + (words.count > 12 ? ", …" : "")
  }
}
