import Foundation

/// Wall-clock times in JSON: ISO 8601 in UTC with milliseconds, `2026-01-31T14:05:09.250Z`.
enum Moments {
  private static let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  static func write(_ date: Date) -> String {
    // The style cuts what lies below a millisecond, which would move a time that is read and written again.
    let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
    return Date(timeIntervalSince1970: (milliseconds + 0.25) / 1000).formatted(fractional)
  }

  /// Reads a time with or without a fraction.
  static func read(_ text: String) -> Date? {
    guard let date = (try? fractional.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text)) else { return nil }
    return Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded() / 1000)
  }

  static func encoder(pretty: Bool) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      pretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var single = encoder.singleValueContainer()
      try single.encode(write(date))
    }
    return encoder
  }

  static func decoder() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let single = try decoder.singleValueContainer()
      let text = try single.decode(String.self)
      guard let date = read(text) else {
        throw DecodingError.dataCorruptedError(in: single, debugDescription: "not an ISO 8601 time: \(text)")
      }
      return date
    }
    return decoder
  }
}
