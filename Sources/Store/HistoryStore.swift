import GRDB
public import Model

/// Every run and its drills, in one SQLite file that several processes may use at once.
public struct HistoryStore: Sendable {
  private static let label = "firedrill.history"

  let file: SQLiteFile

  /// Opens the history, making the file (readable by its owner only) and its tables when they are missing.
  public init(path: String) throws(StoreError) {
    file = try SQLiteFile(path: path, label: Self.label, migrations: Migrations.all)
  }

  private init(file: SQLiteFile) { self.file = file }

  /// A history that is gone with its value, for tests.
  public static func inMemory() throws(StoreError) -> HistoryStore {
    HistoryStore(file: try SQLiteFile(inMemory: label, migrations: Migrations.all))
  }

  /// Records a run; recording the same run again replaces what was there.
  public func record(_ run: RunRecord) throws(StoreError) {
    try file.write { try RunWriter(db: $0).write(run) }
  }

  /// The newest runs first.
  public func runs(limit: Int = 50) throws(StoreError) -> [RunRow] {
    try file.read { try HistoryReader(db: $0).runs(limit: limit) }
  }

  /// The newest trials of one drill first.
  public func drillHistory(name: String, limit: Int = 50) throws(StoreError) -> [DrillRow] {
    try file.read { try HistoryReader(db: $0).trials(of: name, limit: limit) }
  }

  /// The drills of one run, by name.
  public func drills(ofRun id: String) throws(StoreError) -> [DrillRow] {
    try file.read { try HistoryReader(db: $0).trials(ofRun: id) }
  }

  /// The newest trial of every drill, by name.
  public func latest() throws(StoreError) -> [DrillRow] {
    try file.read { try HistoryReader(db: $0).latest() }
  }

  /// Over the last `last` trials that were judged and came back; nil when there is none.
  public func recoveryTrend(name: String, last: Int = 20) throws(StoreError) -> RecoveryTrend? {
    let times = try file.read { try HistoryReader(db: $0).recoveryTimes(of: name, last: last) }
    guard let p50 = Percentile.nearestRank(0.5, of: times), let p95 = Percentile.nearestRank(0.95, of: times) else {
      return nil
    }
    return RecoveryTrend(count: times.count, p50: p50, p95: p95)
  }

  /// For tests that make it run out of room.
  func limitPages(to count: Int) throws(StoreError) {
    try file.write { try $0.execute(sql: "PRAGMA max_page_count = \(count)") }
  }
}
