import Foundation
import Model
import Store

/// The history for people and for scripts.
public struct HistoryText: Sendable {
  private let folder: String

  public init(folder: String) {
    self.folder = folder
  }

  public func text(drill: String?, limit: Int, json: Bool) throws -> String {
    let path = "\(folder)/history.sqlite"
    guard FileManager.default.fileExists(atPath: path) else {
      throw RunnerError.usage(
        "there is no history at \(path)", remedy: "name the folder of your reports with --out, or run a drill first")
    }
    let store = try HistoryStore(path: path)
    guard let drill else { return try runs(store.runs(limit: limit), json: json) }
    let rows = try store.drillHistory(name: drill, limit: limit)
    guard !rows.isEmpty else {
      let known = try store.latest().map(\.drill).joined(separator: ", ")
      throw RunnerError.usage("no run of drill \(drill) is on record", remedy: "there are: \(known)")
    }
    return json
      ? try encode(rows.map(DrillLine.init)) : try table(rows, trend: store.recoveryTrend(name: drill, last: limit))
  }

  private func runs(_ rows: [RunRow], json: Bool) throws -> String {
    if json { return try encode(rows.map(RunLine.init)) }
    return rows.map { row in
      let counts = DrillStatus.allCases.compactMap { status in row.counts[status].map { "\($0) \(status.rawValue)" } }
      return "\(row.id)  \(row.started.ISO8601Format())  \(counts.joined(separator: ", "))"
    }.joined(separator: "\n")
  }

  private func table(_ rows: [DrillRow], trend: RecoveryTrend?) -> String {
    var lines = rows.map { row in
      let loss = row.dataLoss.map { "lost \($0.writes) writes" } ?? ""
      return
        "\(row.started.ISO8601Format())  \(row.status.rawValue)  TTR \(brief(row.timeToRecover))  \(loss)  \(row.runID)"
    }
    if let trend {
      lines.append(
        "time to recover over the last \(trend.count): median \(brief(trend.p50)), 95th percentile \(brief(trend.p95))")
    }
    return lines.joined(separator: "\n")
  }

  private func brief(_ seconds: Double?) -> String {
    seconds.map { DurationText.brief(Duration(seconds: $0)) } ?? "none"
  }

  private func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

private struct RunLine: Encodable {
  var id: String
  var started: Date
  var seconds: Double
  var exitCode: Int32
  var counts: [String: Int]

  init(_ row: RunRow) {
    id = row.id
    started = row.started
    seconds = row.seconds
    exitCode = row.exitCode
    counts = Dictionary(uniqueKeysWithValues: row.counts.map { ($0.key.rawValue, $0.value) })
  }
}

private struct DrillLine: Encodable {
  var run: String
  var drill: String
  var started: Date
  var status: DrillStatus
  var reason: String?
  var timeToDetect: Double?
  var timeToRecover: Double?
  var dataLoss: DataLoss?

  init(_ row: DrillRow) {
    run = row.runID
    drill = row.drill
    started = row.started
    status = row.status
    reason = row.reason
    timeToDetect = row.timeToDetect
    timeToRecover = row.timeToRecover
    dataLoss = row.dataLoss
  }
}
