import GRDB

/// The steps from an empty file to today's tables. A step that has shipped is never changed; a new one is added.
enum Migrations {
  static var all: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 runs and drills", migrate: runsAndDrills)
    return migrator
  }

  /// One row a drill's trial lies in `trial`, clustered by drill and time: a drill's history is one short range of one
  /// tree, so a trend over a million rows reads only what it shows. Times are milliseconds since 1970.
  private static func runsAndDrills(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE run (
          id TEXT NOT NULL PRIMARY KEY, started INTEGER NOT NULL, seconds REAL NOT NULL, version TEXT NOT NULL,
          seed TEXT NOT NULL, host TEXT NOT NULL, cores INTEGER NOT NULL, load REAL NOT NULL, exit INTEGER NOT NULL,
          passed INTEGER NOT NULL, failed INTEGER NOT NULL, invalid INTEGER NOT NULL, errored INTEGER NOT NULL,
          skipped INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX run_by_time ON run (started DESC, id);
        CREATE TABLE drill (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE trial (
          drill INTEGER NOT NULL REFERENCES drill (id), started INTEGER NOT NULL, run TEXT NOT NULL,
          status TEXT NOT NULL, seconds REAL NOT NULL, detect REAL, recover REAL, lostWrites INTEGER, lostSeconds REAL,
          reason TEXT, PRIMARY KEY (drill, started, run)
        ) WITHOUT ROWID;
        CREATE INDEX trial_by_run ON trial (run);
        """)
  }
}
