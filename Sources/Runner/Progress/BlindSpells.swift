/// On a starved host probes are late many times a second: the first such spell is told, and then the sum of each ten seconds.
struct BlindSpells {
  private static let interval = 10.0

  private var toldAt: Double?
  private var count = 0
  private var seconds = 0.0

  /// - Parameters:
  ///   - start, end: Seconds since the drill began.
  /// - Returns: What is to be told; nil: nothing yet. Reports hold each spell.
  mutating func hear(from start: Double, to end: Double) -> String? {
    count += 1
    seconds += end - start
    if let toldAt, end - toldAt < Self.interval { return nil }
    let words = count == 1 ? "" : " in \(count) spells"
    let text = "nobody looked for \(Telling.brief(seconds))\(words): the harness was starved"
    (toldAt, count, seconds) = (end, 0, 0)
    return text
  }
}
