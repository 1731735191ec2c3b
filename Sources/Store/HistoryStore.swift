import Foundation
import GRDB
public import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Every run and its drills, in one SQLite file that several processes may use at once.
///
/// Write-ahead log with full syncing: a recorded run survives a power cut, and a reader never waits for a writer.
public struct HistoryStore: Sendable {
  let database: any DatabaseWriter
  private let path: String

  /// Opens the history, making the file (readable by its owner only) and its tables when they are missing.
  public init(path: String) throws(StoreError) {
    self.path = path
    Self.create(path)
    database = try Self.patiently(path) { try DatabasePool(path: path, configuration: Self.configuration) }
    try Self.patiently(path) { [database] in try Self.prepare(database, path) }
  }

  private init(database: any DatabaseWriter, path: String) throws(StoreError) {
    self.database = database
    self.path = path
    try Self.patiently(path) { try Self.prepare(database, path) }
  }

  /// A history that is gone with its value, for tests.
  public static func inMemory() throws(StoreError) -> HistoryStore {
    let queue: DatabaseQueue
    do {
      queue = try DatabaseQueue(configuration: configuration)
    } catch {
      throw StoreError(error, path: ":memory:")
    }
    return try HistoryStore(database: queue, path: ":memory:")
  }

  /// Records a run; recording the same run again replaces what was there.
  public func record(_ run: RunRecord) throws(StoreError) {
    try write { try RunWriter(db: $0).write(run) }
  }

  /// The newest runs first.
  public func runs(limit: Int = 50) throws(StoreError) -> [RunRow] {
    try read { try HistoryReader(db: $0).runs(limit: limit) }
  }

  /// The newest trials of one drill first.
  public func drillHistory(name: String, limit: Int = 50) throws(StoreError) -> [DrillRow] {
    try read { try HistoryReader(db: $0).trials(of: name, limit: limit) }
  }

  /// The drills of one run, by name.
  public func drills(ofRun id: String) throws(StoreError) -> [DrillRow] {
    try read { try HistoryReader(db: $0).trials(ofRun: id) }
  }

  /// The newest trial of every drill, by name.
  public func latest() throws(StoreError) -> [DrillRow] {
    try read { try HistoryReader(db: $0).latest() }
  }

  /// Over the last `last` trials that were judged and came back; nil when there is none.
  public func recoveryTrend(name: String, last: Int = 20) throws(StoreError) -> RecoveryTrend? {
    let times = try read { try HistoryReader(db: $0).recoveryTimes(of: name, last: last) }
    guard let p50 = Percentile.nearestRank(0.5, of: times), let p95 = Percentile.nearestRank(0.95, of: times) else {
      return nil
    }
    return RecoveryTrend(count: times.count, p50: p50, p95: p95)
  }

  /// For tests that make it run out of room.
  func limitPages(to count: Int) throws(StoreError) {
    try write { try $0.execute(sql: "PRAGMA max_page_count = \(count)") }
  }

  private func write(_ body: (Database) throws -> Void) throws(StoreError) {
    try Self.patiently(path) { try database.write(body) }
  }

  private func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try database.read(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }
}

extension HistoryStore {
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

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.foreignKeysEnabled = true
    configuration.label = "firedrill.history"
    return configuration
  }

  /// Makes an empty file that only its owner may read; SQLite gives its log files the same mode.
  private static func create(_ path: String) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
  }

  private static func prepare(_ database: any DatabaseWriter, _ path: String) throws {
    // GRDB turns full syncing off for a write-ahead log; the one connection that writes gets it back.
    try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    let migrator = Migrations.all
    let newer = try database.read { try migrator.hasBeenSuperseded($0) }
    guard !newer else { throw StoreError.newer(path: path) }
    do {
      try migrator.migrate(database)
    } catch {
      // Another run may have made the tables between this one's look and its step.
      guard try database.read({ try migrator.hasCompletedMigrations($0) }) else { throw error }
    }
  }
}
