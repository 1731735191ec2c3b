import Model

extension Format<Int> {
  static func whole(_ range: ClosedRange<Int>) -> Format {
    scalar(
      "a whole number from \(range.lowerBound) to \(range.upperBound)",
      schema: .object(["type": "integer", "minimum": .whole(range.lowerBound), "maximum": .whole(range.upperBound)]),
      parse: { text, quoted in
        quoted ? nil : Spelling.wholeNumber(text).flatMap { range.contains($0) ? $0 : nil }
      },
      complaint: { text in
        let isOutside = Spelling.wholeNumber(text).map(range.contains) == false
        return isOutside ? "\(text) is out of range" : "\(Quoted.text(text)) is not a whole number"
      })
  }
}

extension Format<Int> {
  /// As `30%`.
  static var percent: Format {
    scalar(
      "a share such as 30%, from 1% to 100%",
      schema: .object(["type": "string", "pattern": "^([1-9][0-9]?|100)%$", "examples": ["30%"]]),
      parse: { text, _ in
        guard text.hasSuffix("%"), !text.hasPrefix("-") else { return nil }
        return Spelling.wholeNumber(String(text.dropLast())).flatMap { (1...100).contains($0) ? $0 : nil }
      },
      complaint: { "\(Quoted.text($0)) is not such a share" },
      nearest: { text in
        Spelling.wholeNumber(text).flatMap { (1...100).contains($0) ? "\($0)%" : nil }
      })
  }
}

extension Format<Duration> {
  /// As `250ms`, `3s`, `2m` or `1h`.
  static var duration: Format { duration(digits: "[0-9]{1,12}", expected: DurationText.expected) { _ in true } }

  /// A duration that must not be `0s`.
  static var span: Format {
    duration(digits: "0*[1-9][0-9]{0,11}", expected: "\(DurationText.expected), more than 0s") { $0 > .zero }
  }

  private static func duration(
    digits: String, expected: String, isFit: @escaping @Sendable (Duration) -> Bool
  ) -> Format {
    scalar(
      expected,
      schema: .object(["type": "string", "pattern": .text("^\(digits)(ms|s|m|h)$"), "examples": ["250ms", "3s", "2m"]]),
      parse: { text, _ in DurationText.parse(text).flatMap { isFit($0) ? $0 : nil } },
      complaint: { text in
        let isTooShort = DurationText.parse(text) != nil
        return "\(Quoted.text(text)) is \(isTooShort ? "too short" : "not a duration")"
      },
      nearest: DurationGuess.nearest)
  }
}

extension Format<Rate> {
  static var rate: Format {
    scalar(
      "\(Rate.expected), from 1/s to 1000/s",
      schema: .object(["type": "string", "pattern": "^([1-9][0-9]{0,2}|1000)/s$", "examples": ["50/s"]]),
      parse: { text, _ in text.hasPrefix("0") || text.hasPrefix("+") ? nil : Rate(text) },
      complaint: { "\(Quoted.text($0)) is not a rate" },
      nearest: { text in Spelling.wholeNumber(text).flatMap { Rate("\($0)/s") == nil ? nil : "\($0)/s" } })
  }
}
