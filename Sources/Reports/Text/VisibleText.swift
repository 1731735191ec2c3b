/// Text from drills and processes, made safe to show: nothing in it can steer a terminal, turn the reading direction,
/// hide itself, or break an XML parser.
///
///     U+0000…U+001F, U+007F    their control pictures, ␀ … ␟ ␡ (tab and newline stay)
///     U+0080…U+009F            ⟨U+0085⟩
///     bidi marks, overrides    ⟨U+202E⟩
///     zero-width characters    ⟨U+200B⟩
///     U+FFFE, U+FFFF           ⟨U+FFFE⟩
///
/// The replacements hold no character that HTML, XML or Markdown treats as special, so this can run over a finished page.
enum VisibleText {
  static func of(_ text: String) -> String {
    var text = text
    let shown: String? = text.withUTF8 { bytes in
      bytes.contains(where: mayBeHidden) ? String(decoding: replaced(bytes), as: UTF8.self) : nil
    }
    return shown ?? text
  }

  private static func replaced(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var shown: [UInt8] = []
    shown.reserveCapacity(bytes.count + 64)
    // Plain stretches are copied as a whole.
    var plain = 0
    var index = 0
    while index < bytes.count {
      guard mayBeHidden(bytes[index]) else {
        index += 1
        continue
      }
      let end = min(index + length(ofScalarAt: bytes[index]), bytes.count)
      if let replacement = replacement(for: scalar(bytes[index..<end])) {
        shown.append(contentsOf: bytes[plain..<index])
        shown.append(contentsOf: replacement.utf8)
        plain = end
      }
      index = end
    }
    shown.append(contentsOf: bytes[plain...])
    return shown
  }

  /// On one line, for a table cell or a terminal: line breaks and tabs become spaces.
  static func oneLine(_ text: String) -> String {
    let shown = of(text)
    guard shown.utf8.contains(where: { $0 == 0x0A || $0 == 0x09 }) else { return shown }
    return String(String.UnicodeScalarView(shown.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0 }))
  }

  /// Whether a scalar that starts with this byte may need a replacement; most text has none and is passed through.
  private static func mayBeHidden(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A: false
    case ..<0x20, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF, 0xF3: true
    default: false
    }
  }

  private static func length(ofScalarAt byte: UInt8) -> Int {
    switch byte {
    case ..<0xC0: 1
    case ..<0xE0: 2
    case ..<0xF0: 3
    default: 4
    }
  }

  private static func scalar(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32 {
    let mask: UInt8 = [0x7F, 0x1F, 0x0F, 0x07][bytes.count - 1]
    return bytes.dropFirst().reduce(UInt32((bytes.first ?? 0) & mask)) { $0 << 6 | UInt32($1 & 0x3F) }
  }

  private static func replacement(for scalar: UInt32) -> String? {
    switch scalar {
    case 0x09, 0x0A: nil
    case 0...0x1F: Unicode.Scalar(0x2400 + scalar).map { String($0) }
    case 0x7F: "␡"
    case 0x80...0x9F, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFFE, 0xFFFF,
      0xE0000...0xE007F:
      "⟨U+" + padded(String(scalar, radix: 16, uppercase: true)) + "⟩"
    default: nil
    }
  }

  private static func padded(_ hexadecimal: String) -> String {
    String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
  }
}
