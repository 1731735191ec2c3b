import Crypto
import Foundation
import GRDB
public import Model

/// The write-ahead journal of faults, in one SQLite file that several processes may use at once.
///
/// Each call returns when what it says is on the disk, and in this one file, since that is what people take to another
/// machine. Entries are data, never code, each with a digest of its own: one that was changed or half lost is not acted
/// on, but named.
public struct FaultJournal: Sendable {
  /// Of the entries' form.
  private static let version = 1

  private let file: SQLiteFile

  /// Opens the journal, making the file (for its owner only) when it is missing.
  public init(path: String) throws(StoreError) {
    file = try SQLiteFile(path: path, label: "firedrill.journal", migrations: JournalMigrations.all)
  }

  /// Opens one that is there already. An empty file is no journal without entries, but one that was lost on its way.
  public init(existing path: String) throws(StoreError) {
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    guard let size else { throw .cannotOpen(path: path, reason: "it cannot be read") }
    guard size > 0 else { throw .corrupt(path: path) }
    guard try SQLiteFile.migrations(of: path).contains(JournalMigrations.first) else { throw .foreign(path: path) }
    try self.init(path: path)
  }

  /// Copies what another process wrote, where it can be read and not written: on a full disk, or on one that takes no writes.
  ///
  /// - Parameter folder: of this process, private.
  /// - Returns: a journal of its own: what is marked there is not marked in the first.
  public static func copied(from path: String, to folder: String) throws(StoreError) -> FaultJournal {
    let copy = folder + "/journal.sqlite"
    do {
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      if FileManager.default.fileExists(atPath: path + "-wal") {
        try FileManager.default.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
      }
    } catch {
      throw .cannotOpen(path: path, reason: error.localizedDescription)
    }
    for file in [copy, copy + "-wal"] {
      try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    }
    return try FaultJournal(existing: copy)
  }

  /// Every run that wrote something down, the last first.
  public func runs() throws(StoreError) -> [String] {
    try file.read { db in try String.fetchAll(db, sql: "SELECT run FROM fault GROUP BY run ORDER BY MAX(id) DESC") }
  }

  /// A fault that may be in place.
  public struct Open: Hashable, Sendable {
    public var id: Int64
    public var state: JournalEntry.State
    public var entry: JournalEntry
  }

  /// An entry that cannot be acted on.
  public struct Unreadable: Hashable, Sendable, CustomStringConvertible {
    public var id: Int64
    public var reason: String

    public var description: String { "entry \(id): \(reason)" }
  }

  /// What the journal holds of open faults, the last one first.
  public struct Content: Hashable, Sendable {
    public var open: [Open] = []
    public var unreadable: [Unreadable] = []
  }

  /// Writes down that a fault is about to be put in.
  public func intend(_ entry: JournalEntry) throws(StoreError) -> Int64 {
    let body = try encode(entry)
    let id = try file.write { db in
      try db.execute(
        sql: "INSERT INTO fault (version, run, state, body, digest) VALUES (?, ?, ?, ?, ?)",
        arguments: [Self.version, entry.run, JournalEntry.State.intended.rawValue, body, Self.digest(body)])
      return db.lastInsertedRowID
    }
    file.gather()
    return id
  }

  public func mark(_ id: Int64, _ state: JournalEntry.State) throws(StoreError) {
    try file.write { db in
      try db.execute(sql: "UPDATE fault SET state = ? WHERE id = ?", arguments: [state.rawValue, id])
    }
    file.gather()
  }

  /// - Parameter run: of this run alone; nil: of all.
  public func content(run: String? = nil) throws(StoreError) -> Content {
    let rows = try file.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM fault WHERE state <> ? ORDER BY id DESC",
        arguments: [JournalEntry.State.undone.rawValue])
    }
    var content = Content()
    for row in rows {
      if let run, String.fromDatabaseValue(row["run"]) != run { continue }
      switch Self.read(row) {
      case .success(let open): content.open.append(open)
      case .failure(let flaw): content.unreadable.append(flaw.entry)
      }
    }
    return content
  }

  private func encode(_ entry: JournalEntry) throws(StoreError) -> Data {
    do {
      return try JSONEncoder().encode(entry)
    } catch {
      throw .other(path: file.path, reason: "the entry cannot be written down: \(error)")
    }
  }

  private struct Flaw: Error {
    var entry: Unreadable
  }

  /// Whatever the file holds: a database from elsewhere may have other types in its columns.
  private static func read(_ row: Row) -> Result<Open, Flaw> {
    let id = Int64.fromDatabaseValue(row["id"]) ?? 0
    func flaw(_ what: String) -> Result<Open, Flaw> { .failure(Flaw(entry: Unreadable(id: id, reason: what))) }
    guard let number = Int.fromDatabaseValue(row["version"]), number == version else {
      return flaw("it was written by another version of Firedrill")
    }
    guard let body = Data.fromDatabaseValue(row["body"]), let kept = Data.fromDatabaseValue(row["digest"]),
      kept == digest(body)
    else { return flaw("its digest does not match: it was changed, or is damaged") }
    guard let state = String.fromDatabaseValue(row["state"]).flatMap(JournalEntry.State.init(rawValue:)),
      let entry = try? JSONDecoder().decode(JournalEntry.self, from: body)
    else { return flaw("it cannot be read") }
    return .success(Open(id: id, state: state, entry: entry))
  }

  private static func digest(_ body: Data) -> Data { Data(SHA256.hash(data: body)) }
}
