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
    do {
      Self.create(path)
      database = try DatabasePool(path: path, configuration: Self.configuration(label))
      try prepare(migrations)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// One that is gone with its value, for tests.
  init(inMemory label: String, migrations: DatabaseMigrator) throws(StoreError) {
    path = ":memory:"
    do {
      database = try DatabaseQueue(configuration: Self.configuration(label))
      try prepare(migrations)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  @discardableResult
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try database.write(body)
    } catch {
      throw StoreError(error, path: path)
    }
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

  private static func configuration(_ label: String) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(15)
    configuration.foreignKeysEnabled = true
    configuration.label = label
    return configuration
  }

  /// Makes an empty file that only its owner may read; SQLite gives its log files the same mode.
  private static func create(_ path: String) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
  }

  private func prepare(_ migrations: DatabaseMigrator) throws {
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
