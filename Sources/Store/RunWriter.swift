import Foundation
import GRDB
import Model

/// Puts one run into the tables, inside the transaction of its caller.
struct RunWriter {
  let db: Database

  func write(_ run: RunRecord) throws {
    try db.execute(sql: "DELETE FROM trial WHERE run = ?", arguments: [run.id])
    try insert(run)
    for drill in run.drills { try insert(drill, run: run.id) }
  }

  private func insert(_ run: RunRecord) throws {
    let counts = [DrillStatus.passed, .failed, .invalid, .errored, .skipped].map { status in
      run.drills.count { $0.status == status }
    }
    let values: [any DatabaseValueConvertible] =
      [
        run.id, milliseconds(run.started), run.seconds, run.firedrillVersion, String(run.seed), run.host.system,
        run.host.cores, run.host.load, Int(run.exitCode.rawValue),
      ] + counts
    try statement("INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .execute(arguments: StatementArguments(values))
  }

  private func insert(_ drill: DrillRecord, run: String) throws {
    try statement("INSERT OR IGNORE INTO drill (name) VALUES (?)").execute(arguments: [drill.name])
    try statement(
      """
      INSERT OR REPLACE INTO trial (drill, started, run, status, seconds, detect, recover, lostWrites, lostSeconds, reason)
      VALUES ((SELECT id FROM drill WHERE name = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    ).execute(arguments: [
      drill.name, milliseconds(drill.started), run, drill.status.rawValue, drill.seconds, drill.measures.timeToDetect,
      drill.measures.timeToRecover, drill.measures.dataLoss?.writes, drill.measures.dataLoss?.seconds,
      drill.status == .passed ? nil : drill.reason,
    ])
  }

  private func statement(_ sql: String) throws -> Statement {
    try db.cachedStatement(sql: sql)
  }

  private func milliseconds(_ date: Date) -> Int64 {
    Int64((date.timeIntervalSince1970 * 1000).rounded())
  }
}
