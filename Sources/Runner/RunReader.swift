import Foundation
public import Model
public import Reports

/// Reads what an earlier run left behind.
public struct RunReader: Sendable {
  public let record: RunRecord
  public let events: [String: [Event]]

  /// - Parameter path: the folder of a run, or its `run.json`.
  public init(path: String) throws(ReportError) {
    let url = URL(filePath: path)
    let folder = path.hasSuffix(".json") ? url.deletingLastPathComponent().path : url.path
    let file = folder + "/run.json"
    guard let data = FileManager.default.contents(atPath: file) else {
      throw .cannotRead(path: file, reason: "there is no such file")
    }
    record = try JSONReport.run(from: data)
    events = try Self.events(FileManager.default.contents(atPath: folder + "/events.jsonl") ?? Data())
  }

  /// Lines of several drills, told apart by the name that each carries.
  private static func events(_ data: Data) throws(ReportError) -> [String: [Event]] {
    var byDrill: [String: Data] = [:]
    for line in data.split(separator: 0x0A) {
      guard let tag = try? JSONDecoder().decode(Tag.self, from: line) else { continue }
      byDrill[tag.drill, default: Data()].append(line + [0x0A])
    }
    var result: [String: [Event]] = [:]
    for (drill, lines) in byDrill { result[drill] = try EventLog.read(lines).events }
    return result
  }

  private struct Tag: Decodable {
    var drill: String
  }

  public enum Format: String, Sendable, CaseIterable {
    case text, html, junit, markdown, json
  }

  public func render(_ format: Format, colour: Bool) throws(ReportError) -> String {
    switch format {
    case .text: TextSummary.text(of: record, colour: colour)
    case .html: try HTMLReport.text(of: record, events: events)
    case .junit: JUnitReport.text(of: record)
    case .markdown: MarkdownSummary.text(of: record)
    case .json: try JSONReport.text(of: record)
    }
  }
}
