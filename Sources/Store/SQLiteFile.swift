import Foundation
import GRDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One SQLite file that several processes may use at once.
///
/// Write-ahead log with full syncing: what was written survives a power cut, and a reader never waits for a writer.
struct SQLiteFile: Sendable {
  let path: String
  let database: any DatabaseWriter

  /// Makes the file, readable by its owner only, and its tables when they are missing.
  init(path: String, label: String, migrations: DatabaseMigrator) throws(StoreError) {
    self.path = path
    try Self.patiently(path) { try Self.create(path, label, migrations) }
    database = try Self.patiently(path) { try DatabasePool(path: path, configuration: Self.configuration(label)) }
    try Self.patiently(path) { [database] in try Self.prepare(database, migrations, path) }
  }

  /// Which steps its tables have been through, by GRDB's own table; none where another program made it. Writes nothing.
  static func migrations(of path: String) throws(StoreError) -> [String] {
    try patiently(path) {
      var configuration = configuration("firedrill.look")
      configuration.readonly = true
      return try DatabaseQueue(path: path, configuration: configuration).read { db in
        guard try db.tableExists("grdb_migrations") else { return [] }
        return try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations")
      }
    }
  }

  /// One that is gone with its value, for tests.
  init(inMemory label: String, migrations: DatabaseMigrator) throws(StoreError) {
    path = ":memory:"
    do {
      database = try DatabaseQueue(configuration: Self.configuration(label))
      try Self.prepare(database, migrations, path)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  @discardableResult
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    try Self.patiently(path) { try database.write(body) }
  }

  /// Brings what was written from the write-ahead log into the file itself. It is safe in either, so nobody is waited
  /// for: what a reader is in the way of, the next call brings.
  func gather() {
    try? database.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try database.read(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// In seconds.
  private static let patience = 15.0

  /// SQLite waits for a lock by itself, but not where two would wait for each other, as when both open a file that has no log
  /// yet: one of them is refused at once.
  private static func patiently<Value>(_ path: String, _ act: () throws -> Value) throws(StoreError) -> Value {
    let end = Date(timeIntervalSinceNow: patience)
    while true {
      do {
        return try act()
      } catch {
        let error = StoreError(error, path: path)
        guard case .busy = error, Date() < end else { throw error }
        usleep(20_000)
      }
    }
  }

  private static func configuration(_ label: String) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.foreignKeysEnabled = true
    configuration.label = label
    return configuration
  }

  /// Makes a file that only its owner may read (SQLite gives its log files the same mode), with its tables or not at all:
  /// whoever is killed meanwhile leaves no empty one, which could as well be one that lost what it held.
  private static func create(_ path: String, _ label: String, _ migrations: DatabaseMigrator) throws {
    guard access(path, F_OK) != 0 else { return }
    let draft = "\(path).new-\(UUID().uuidString)"
    let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    // Whoever opens it says why.
    guard descriptor >= 0 else { return }
    close(descriptor)
    defer { for end in ["", "-journal"] { unlink(draft + end) } }
    let database = try DatabaseQueue(path: draft, configuration: configuration(label))
    try migrations.migrate(database)
    try database.close()
    // Another run may be quicker. Not every file system knows links.
    guard link(draft, path) != 0, errno != EEXIST, rename(draft, path) != 0 else { return syncFolder(of: path) }
    throw StoreError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
  }

  /// So that a power cut does not take its name away.
  private static func syncFolder(of path: String) {
    let folder = open(URL(filePath: path).deletingLastPathComponent().path(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  private static func prepare(_ database: any DatabaseWriter, _ migrations: DatabaseMigrator, _ path: String) throws {
    // GRDB turns full syncing off for a write-ahead log; the one connection that writes gets it back.
    try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    let newer = try database.read { try migrations.hasBeenSuperseded($0) }
    guard !newer else { throw StoreError.newer(path: path) }
    do {
      try migrations.migrate(database)
    } catch {
      // Another run may have made the tables between this one's look and its step.
      guard try database.read({ try migrations.hasCompletedMigrations($0) }) else { throw error }
    }
  }
}
