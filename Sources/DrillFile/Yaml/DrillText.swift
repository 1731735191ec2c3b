/// A file's bytes as text that is safe to hand to a YAML parser, or the problem that makes it unsafe.
///
/// Everything here is judged before anything is composed, by upper bounds that no YAML syntax can get around.
enum DrillText {
  static func check(_ bytes: some Collection<UInt8>, file: String) -> Result<String, DrillProblem> {
    if bytes.count > Limits.bytes { return .failure(tooLarge(file: file, bytes: bytes.count)) }
    if let flaw = firstFlaw(in: bytes) {
      return .failure(
        DrillProblem(file: file, line: flaw.line, column: flaw.column, what: flaw.what, expected: flaw.expected))
    }
    guard var text = String(validating: bytes, as: UTF8.self) else {
      return .failure(notUTF8(bytes, file: file))
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return .success(text)
  }

  static func tooLarge(file: String, bytes: Int) -> DrillProblem {
    DrillProblem(
      file: file, what: "the file has \(bytes) bytes", expected: "at most \(Limits.bytes) bytes (3 MiB) of drills")
  }

  private static let text = "a YAML text file in UTF-8"

  private struct Flaw {
    var line: Int
    var column: Int
    var what: String
    var expected = text
  }

  /// A control character, or more structure than a drill file can have.
  private static func firstFlaw(in bytes: some Collection<UInt8>) -> Flaw? {
    var line = 1
    var column = 0
    var marks = 0
    for byte in bytes {
      column += byte & 0xC0 == 0x80 ? 0 : 1
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        column = 0
        marks += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        marks += 1
      case 0: return Flaw(line: line, column: column, what: "a NUL byte: this is a binary file")
      case 0x01..<0x09, 0x0B, 0x0C, 0x0E..<0x20, 0x7F:
        return Flaw(line: line, column: column, what: "a control character (byte \(byte))")
      default: break
      }
      if marks > Limits.marks { return tooMany(line, column) }
    }
    return nil
  }

  private static func tooMany(_ line: Int, _ column: Int) -> Flaw {
    let expected = "at most \(Limits.marks) line ends, commas, colons, dashes and brackets in one file"
    return Flaw(line: line, column: max(1, column), what: "too many values for a drill file", expected: expected)
  }

  private static func notUTF8(_ bytes: some Collection<UInt8>, file: String) -> DrillProblem {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var line = 1
    var column = 1
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    return DrillProblem(file: file, line: line, column: column, what: "this is not UTF-8", expected: text)
  }
}
