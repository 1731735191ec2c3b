/// One document of a file, as text.
struct DocumentText: Sendable {
  var text: String
  /// Lines of the file before it.
  var linesBefore: Int
}

extension DocumentText {
  /// Splits a file at its `---` lines, so that a flaw in one document hides no problem of another and anchors stay within
  /// their document.
  static func split(_ text: String) -> [DocumentText] {
    var documents: [DocumentText] = []
    var start = text.startIndex
    var linesBefore = 0
    var hasContent = false
    for (index, line) in text.utf8.split(separator: newline, omittingEmptySubsequences: false).enumerated() {
      if isSeparator(line), hasContent {
        documents.append(DocumentText(text[start..<line.startIndex], linesBefore: linesBefore))
        (start, linesBefore) = (line.startIndex, index)
      }
      hasContent = hasContent || !isPreamble(line)
    }
    documents.append(DocumentText(text[start...], linesBefore: linesBefore))
    return documents
  }

  /// Blanks at the end do no harm, and keep the text longer than 15 bytes: Yams keeps a pointer into the string, which
  /// must not be a small one that lives on the stack.
  private init(_ text: Substring, linesBefore: Int) {
    self.text = text.utf8.count > 15 ? String(text) : text + String(repeating: " ", count: 16)
    self.linesBefore = linesBefore
  }

  /// Just behind the last character that is no blank; counted within the document.
  var end: (line: Int, column: Int) {
    let lines = text.utf8.split(separator: Self.newline, omittingEmptySubsequences: false)
    guard let last = lines.lastIndex(where: { !$0.allSatisfy(Self.blanks.contains) }) else { return (1, 1) }
    let blanksAtEnd = lines[last].reversed().prefix(while: Self.blanks.contains).count
    return (last + 1, Substring(lines[last].dropLast(blanksAtEnd)).unicodeScalars.count + 1)
  }

  private static let newline = UInt8(ascii: "\n")
  private static let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]

  private static func isSeparator(_ line: Substring.UTF8View) -> Bool {
    line.starts(with: "---".utf8) && (line.dropFirst(3).first.map(blanks.contains) ?? true)
  }

  /// What may stand before a document's `---`: nothing, comments and directives.
  private static func isPreamble(_ line: Substring.UTF8View) -> Bool {
    guard let first = line.first(where: { !blanks.contains($0) }) else { return true }
    return first == UInt8(ascii: "#") || line.first == UInt8(ascii: "%")
  }
}
