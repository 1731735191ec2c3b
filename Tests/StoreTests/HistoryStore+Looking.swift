import GRDB

@testable import Store

/// Views behind the scenes that only tests need.
extension HistoryStore {
  func settings() throws -> [String] {
    try file.database.write { db in
      ["journal_mode", "synchronous"].map { try? String.fetchOne(db, sql: "PRAGMA \($0)") }.map { $0 ?? "" }
    }
  }

  func checkpoint() throws {
    try file.database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
  }

  func pretendNewer() throws {
    try file.database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')") }
  }

  /// How SQLite would answer each of the reader's questions.
  func queryPlans() throws -> [String] {
    try file.database.read { db in
      try HistoryReader.questions.flatMap { sql in
        try Row.fetchAll(
          db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: StatementArguments(repeatElement(1, count: holes(sql)))
        )
        .map { $0["detail"] as String }
      }
    }
  }

  private func holes(_ sql: String) -> Int { sql.count { $0 == "?" } }
}
