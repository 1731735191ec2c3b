/// Lets a document be read in which a key stands twice.
///
/// Yams stops at the first such map and tells only where the key stood first. So that one's first letter is covered by a
/// private character, of the same width, which makes it unique; the document is composed again, and all its problems
/// can be told together, the second key at its own place.
struct DuplicateKeys {
  private(set) var text: String
  private var letters: [Unicode.Scalar: Unicode.Scalar] = [:]

  init(text: String) {
    self.text = text
  }

  /// Each cover costs one more composing.
  private static let most = 20
  /// And this many bytes keep it quick.
  private static let longest = 16 * 1024

  /// - Returns: false when there is no plain word at that place, or too many keys stand twice.
  mutating func cover(keyAt line: Int, _ column: Int) -> Bool {
    guard letters.count < Self.most, text.utf8.count <= Self.longest, let index = index(of: line, column) else {
      return false
    }
    let letter = text.unicodeScalars[index]
    guard letter.isASCII, letter.properties.isAlphabetic else { return false }
    guard let cover = Unicode.Scalar(0xF0000 + UInt32(letters.count)), !text.unicodeScalars.contains(cover) else {
      return false
    }
    letters[cover] = letter
    text.unicodeScalars.replaceSubrange(index...index, with: CollectionOfOne(cover))
    return true
  }

  /// The key as it was written.
  func original(_ key: String) -> String {
    guard let first = key.unicodeScalars.first, let letter = letters[first] else { return key }
    return String(letter) + String(key.unicodeScalars.dropFirst())
  }

  func character(at line: Int, _ column: Int) -> Unicode.Scalar? {
    index(of: line, column).map { text.unicodeScalars[$0] }
  }

  /// - Parameters: line and column, both counted from 1.
  private func index(of line: Int, _ column: Int) -> String.Index? {
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    for _ in 1..<max(1, line) {
      guard let end = scalars[start...].firstIndex(of: "\n") else { return nil }
      start = scalars.index(after: end)
    }
    let index = scalars.index(start, offsetBy: column - 1, limitedBy: scalars.endIndex)
    return index.flatMap { $0 < scalars.endIndex ? $0 : nil }
  }
}
