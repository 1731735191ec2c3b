import Model

/// What somebody meant who wrote `5 minutes`, `-3s` or `5`.
enum DurationGuess {
  static func nearest(_ text: String) -> String? {
    guard let match = text.prefix(40).lowercased().wholeMatch(of: /\s*-?\s*([0-9]+)\s*([a-z]*)\.?\s*/) else {
      return nil
    }
    guard let unit = unit(String(match.2)) else { return nil }
    let guess = String(match.1) + unit
    return DurationText.parse(guess).flatMap { $0 > .zero ? guess : nil }
  }

  private static func unit(_ word: String) -> String? {
    switch word {
    case "ms", "msec", "msecs", "milli", "millis", "millisecond", "milliseconds": "ms"
    case "", "s", "sec", "secs", "second", "seconds": "s"
    case "m", "min", "mins", "minute", "minutes": "m"
    case "h", "hr", "hrs", "hour", "hours": "h"
    default: nil
    }
  }
}
