import GRDB

/// The steps from an empty journal to today's table. A step that has shipped is never changed; a new one is added.
enum JournalMigrations {
  /// What every journal has had, whoever wrote it.
  static let first = "1 faults"

  static var all: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration(first, migrate: faults)
    return migrator
  }

  private static func faults(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE fault (
          id INTEGER PRIMARY KEY, version INTEGER NOT NULL, run TEXT NOT NULL, state TEXT NOT NULL, body BLOB NOT NULL,
          digest BLOB NOT NULL
        );
        CREATE INDEX fault_by_state ON fault (state, id);
        """)
  }
}
