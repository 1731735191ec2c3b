import Foundation
public import Model
public import Reports

/// Reads what an earlier run left behind.
public struct RunReader: Sendable {
  public let record: RunRecord
  public let events: [String: [Event]]

  /// - Parameters:
  ///   - path: the folder of a run, its `run.json`, or its id.
  ///   - output: the folder of all runs, where an id is looked up.
  public init(path: String, output: String = "reports") throws(ReportError) {
    let folder = Self.folder(path, output)
    events = try Self.events(FileManager.default.contents(atPath: folder + "/events.jsonl") ?? Data())
    if let data = FileManager.default.contents(atPath: folder + "/run.json") {
      record = try JSONReport.run(from: data)
    } else if let unfinished = UnfinishedRun(folder: folder, events: events) {
      record = unfinished.record
    } else {
      throw .cannotRead(path: folder + "/run.json", reason: "there is no such file")
    }
  }

  private static func folder(_ path: String, _ output: String) -> String {
    let url = URL(filePath: path)
    if path.hasSuffix(".json") { return url.deletingLastPathComponent().path }
    let isID = !path.contains("/") && !FileManager.default.fileExists(atPath: path)
    return isID ? URL(filePath: "\(output)/\(path)").path : url.path
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
