/// Finds the known word that somebody meant.
enum Nearest {
  /// - Returns: the known word with the fewest slips (a letter too many, too few, wrong, or two swapped), at most one for
  ///   every three letters; or one that has `text` as its beginning or a part, such as `kube-apiserver` for `apiserver`.
  static func word(to text: some StringProtocol, in words: [String]) -> String? {
    let written = normal(text)
    guard (1...64).contains(written.count) else { return nil }
    let ranked = words.map { (word: $0, slips: slips(written, normal($0))) }
    let most = written.count < 3 ? 0 : max(1, written.count / 3)
    if let best = ranked.min(by: { $0.slips < $1.slips }), best.slips <= most { return best.word }
    guard written.count > 2 else { return nil }
    return words.first { word in
      normal(word).starts(with: written) || parts(of: normal(word)).contains(written[...])
    }
  }

  /// Case and the kind of separator are the commonest slips, and count as none.
  private static func normal(_ text: some StringProtocol) -> [UInt8] {
    text.utf8.prefix(65).map { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
      case UInt8(ascii: "_"), UInt8(ascii: " "): separator
      default: byte
      }
    }
  }

  private static let separator = UInt8(ascii: "-")

  private static func parts(of word: [UInt8]) -> [ArraySlice<UInt8>] {
    word.split { $0 == separator || $0 == UInt8(ascii: ".") }
  }

  /// The optimal string alignment distance.
  private static func slips(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var older: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        let replaced = last[j] + (left[i] == right[j] ? 0 : 1)
        var least = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { least = min(least, older[j - 1] + 1) }
        row.append(least)
      }
      (older, last) = (last, row)
    }
    return last[right.count]
  }
}
