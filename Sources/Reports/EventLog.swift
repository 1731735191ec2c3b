public import Foundation
public import Model

/// `events.jsonl`: one event a line, in the order in which they happened. A crash loses at most the line being written.
public enum EventLog {
  /// One compact line with its newline.
  public static func line(of event: Event) throws(ReportError) -> Data {
    do {
      var data = try Moments.encoder(pretty: false).encode(event)
      data.append(0x0A)
      return data
    } catch {
      throw .cannotRender("an event", reason: "\(error)")
    }
  }

  /// What a log holds.
  public struct Reading: Hashable, Sendable {
    public var events: [Event]
    /// The start of a last line that a crash cut off; nil when the log ends cleanly.
    public var torn: String?

    public init(events: [Event], torn: String? = nil) {
      self.events = events
      self.torn = torn
    }
  }

  /// Reads a log. A last line without its newline that does not parse is tolerated and reported as torn.
  ///
  /// - Throws: `ReportError.notARun` with the line's number for any other line that is no event.
  public static func read(_ data: Data) throws(ReportError) -> Reading {
    let decoder = Moments.decoder()
    var reading = Reading(events: [])
    let lines = data.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      do {
        reading.events.append(try decoder.decode(Event.self, from: line))
      } catch {
        guard index == lines.count - 1 else { throw .notARun(reason: "line \(index + 1) is no event: \(error)") }
        reading.torn = String(decoding: line.prefix(200), as: UTF8.self)
      }
    }
    return reading
  }
}
