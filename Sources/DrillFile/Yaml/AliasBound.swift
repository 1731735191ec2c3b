#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The most that a document's aliases could make of it, judged from its text alone.
///
/// A value in the expanded tree is found by the aliases that lead to it. No alias can lie inside its own anchor, so each
/// anchor is entered at most once on the way, by one of its aliases or directly. With `A` anchors and `S` aliases that
/// is at most `(1 + S/A)^A` ways. Counting `&x` and `*x` in comments and quotes too only makes the bound looser.
/// It has to be judged before composing: Yams hashes the keys of a mapping, and a key can be an alias.
struct AliasBound {
  private var anchors = 0
  private var aliases = 0
  private var values = 1
  private var firstAlias: Place?

  /// - Returns: the place of the first alias when the document might expand beyond `Limits.expandedValues`.
  static func excess(in document: DocumentText) -> Place? {
    let bound = AliasBound(document)
    return bound.expandedValues > Double(Limits.expandedValues) ? bound.firstAlias : nil
  }

  private var expandedValues: Double {
    guard aliases > 0, anchors > 0 else { return Double(values) }
    let used = Double(min(anchors, aliases))
    return pow(1 + Double(aliases) / used, used) * Double(values)
  }

  private init(_ document: DocumentText) {
    var line = document.linesBefore + 1
    var column = 1
    var before = UInt8(ascii: "\n")
    var indicator: UInt8?
    for byte in document.text.utf8 {
      if let indicator, Self.isName(byte) { count(indicator, at: Place(line: line, column: column - 1)) }
      indicator = (byte == Self.anchor || byte == Self.alias) && Self.canPrecede(before) ? byte : nil
      if Self.separators.contains(byte) { values += 1 }
      column += byte & 0xC0 == 0x80 ? 0 : 1
      if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) }
      before = byte
    }
  }

  private mutating func count(_ indicator: UInt8, at place: Place) {
    if indicator == Self.anchor {
      anchors += 1
    } else {
      aliases += 1
      firstAlias = firstAlias ?? place
    }
  }

  private static let anchor = UInt8(ascii: "&")
  private static let alias = UInt8(ascii: "*")
  private static let separators: [UInt8] = Array("\n,:-?[{".utf8)
  private static let openers: [UInt8] = Array(" \t\r\n,:[{".utf8)

  private static func canPrecede(_ byte: UInt8) -> Bool { byte >= 0x80 || openers.contains(byte) }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
