/// A file's bytes as text that is safe to hand to a YAML parser, or the problem that makes it unsafe.
///
/// Everything here is judged before anything is composed, by upper bounds that no YAML syntax can get around.
enum DrillText {
  static func check(_ bytes: [UInt8], file: String) -> Result<String, DrillProblem> {
    if bytes.count > Limits.bytes { return .failure(tooLarge(file: file, bytes: bytes.count)) }
    guard var text = String(validating: bytes, as: UTF8.self) else { return .failure(notUTF8(bytes, file: file)) }
    if text.unicodeScalars.first == byteOrderMark { text.unicodeScalars.removeFirst() }
    return firstFlaw(in: text, file: file).map(Result.failure) ?? .success(text)
  }

  static func tooLarge(file: String, bytes: Int) -> DrillProblem {
    DrillProblem(
      file: file, what: "the file has \(bytes) bytes", expected: "at most \(Limits.bytes) bytes (3 MiB)")
  }

  private static let byteOrderMark: Unicode.Scalar = "\u{FEFF}"
  private static let expected = "a YAML text file in UTF-8"

  /// The first character that YAML does not allow, or that its versions read differently; or the one with which the
  /// file has more structure than such a file can have.
  private static func firstFlaw(in text: String, file: String) -> DrillProblem? {
    var (line, column, marks) = (1, 1, 0)
    var before: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      if let what = flaw(of: scalar, after: before) {
        return DrillProblem(file: file, line: line, column: column, what: what, expected: expected)
      }
      marks += isMark(scalar) ? 1 : 0
      if marks > Limits.marks { return tooMany(file: file, line, column) }
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
      before = scalar
    }
    return before == "\r"
      ? DrillProblem(file: file, line: line, column: column, what: loneReturn, expected: expected) : nil
  }

  private static func flaw(of scalar: Unicode.Scalar, after before: Unicode.Scalar) -> String? {
    if before == "\r", scalar != "\n" { return loneReturn }
    switch scalar {
    case "\t", "\n", "\r", " "..."~": return nil
    case "\0": return "a NUL byte: this is a binary file"
    case "\u{1}"..."\u{1F}", "\u{7F}"..."\u{9F}": return "a control character (\(scalar.escaped(asASCII: true)))"
    case "\u{2028}", "\u{2029}", byteOrderMark, "\u{FFFE}", "\u{FFFF}":
      return "a character that YAML reads as something else (\(scalar.escaped(asASCII: true)))"
    default: return nil
    }
  }

  private static let loneReturn = "a carriage return that ends no line"

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", ",", ":", "-", "?", "[", "]", "{", "}": true
    default: false
    }
  }

  private static func tooMany(file: String, _ line: Int, _ column: Int) -> DrillProblem {
    DrillProblem(
      file: file, line: line, column: column, what: "too many values for one file",
      expected: "at most \(Limits.marks) line ends, commas, colons, dashes and brackets in one file")
  }

  private static func notUTF8(_ bytes: [UInt8], file: String) -> DrillProblem {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var (line, column) = (1, 1)
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    return DrillProblem(file: file, line: line, column: column, what: "this is not UTF-8", expected: expected)
  }
}
