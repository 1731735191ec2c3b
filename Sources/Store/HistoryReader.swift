import Foundation
import GRDB
import Model

/// The history's questions, each answered from an index or a clustered key.
struct HistoryReader {
  let db: Database

  func runs(limit: Int) throws -> [RunRow] {
    try Row.fetchAll(db, sql: Self.runs, arguments: [max(0, limit)]).map(run)
  }

  func trials(of name: String, limit: Int) throws -> [DrillRow] {
    try Row.fetchAll(db, sql: Self.trialsOfDrill, arguments: [name, max(0, limit)]).compactMap(trial)
  }

  func trials(ofRun id: String) throws -> [DrillRow] {
    try Row.fetchAll(db, sql: Self.trialsOfRun, arguments: [id]).compactMap(trial)
  }

  func latest() throws -> [DrillRow] {
    try Row.fetchAll(db, sql: Self.newestTrials).compactMap(trial)
  }

  func recoveryTimes(of name: String, last: Int) throws -> [Double] {
    try Double.fetchAll(db, sql: Self.recoveryTimes, arguments: [name, max(0, last)])
  }

  private func run(_ row: Row) -> RunRow {
    let counts = DrillStatus.allCases.map { ($0, row[$0.rawValue] as Int? ?? 0) }.filter { $0.1 > 0 }
    return RunRow(
      id: row["id"], started: date(row["started"]), seconds: row["seconds"], firedrillVersion: row["version"],
      exitCode: row["exit"], counts: Dictionary(uniqueKeysWithValues: counts))
  }

  /// - Returns: nil for a status that this version does not know.
  private func trial(_ row: Row) -> DrillRow? {
    guard let status = DrillStatus(rawValue: row["status"]) else { return nil }
    let writes: Int? = row["lostWrites"]
    let seconds: Double? = row["lostSeconds"]
    return DrillRow(
      runID: row["run"], drill: row["name"], started: date(row["started"]), status: status, reason: row["reason"],
      seconds: row["seconds"], timeToDetect: row["detect"], timeToRecover: row["recover"],
      dataLoss: writes.flatMap { writes in seconds.map { DataLoss(writes: writes, seconds: $0) } })
  }

  private func date(_ milliseconds: Int64) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }
}

/// The questions themselves, so that a test can ask SQLite how it would answer them.
extension HistoryReader {
  static let questions = [runs, trialsOfDrill, trialsOfRun, newestTrials, recoveryTimes]

  private static let runs = "SELECT * FROM run ORDER BY started DESC, id LIMIT ?"

  private static let trialsOfDrill = """
    SELECT trial.*, drill.name FROM drill JOIN trial ON trial.drill = drill.id
    WHERE drill.name = ? ORDER BY trial.started DESC, trial.run DESC LIMIT ?
    """

  private static let trialsOfRun = """
    SELECT trial.*, drill.name FROM trial JOIN drill ON drill.id = trial.drill WHERE trial.run = ? ORDER BY drill.name
    """

  /// One step into the clustered key for each drill; grouping over all trials would read every one of them.
  private static let newestTrials = """
    SELECT trial.*, drill.name FROM drill JOIN trial ON trial.drill = drill.id
    AND (trial.started, trial.run) =
      (SELECT newest.started, newest.run FROM trial newest WHERE newest.drill = drill.id
       ORDER BY newest.started DESC, newest.run DESC LIMIT 1)
    ORDER BY drill.name
    """

  private static let recoveryTimes = """
    SELECT trial.recover FROM drill JOIN trial ON trial.drill = drill.id
    WHERE drill.name = ? AND trial.recover IS NOT NULL AND trial.status IN ('passed', 'failed')
    ORDER BY trial.started DESC, trial.run DESC LIMIT ?
    """
}
