import Foundation

/// Why the history or the journal could not be read or written. Neither is ever deleted or repaired unasked.
public enum StoreError: Error, Hashable, Sendable {
  case full(path: String)
  case readOnly(path: String)
  case cannotOpen(path: String, reason: String)
  case corrupt(path: String)
  case busy(path: String)
  /// Written by a newer Firedrill.
  case newer(path: String)
  /// Another database: nothing was written to it.
  case foreign(path: String)
  case other(path: String, reason: String)

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .full: "free some space there and run again; the run's own report is not affected"
    case .readOnly: "make the file and its folder writable, or name another folder with --out"
    case .cannotOpen(let path, _) where FileManager.default.fileExists(atPath: path):
      "see that you may read and write the file and its folder, or copy it, with its -wal, to where you may"
    case .cannotOpen: "make the folder first, or name another one with --out"
    case .corrupt(let path):
      "move it away (mv \(path) \(path).broken) and run again: a new history is begun, and old runs stay in their folders;"
        + " `sqlite3 \(path).broken .recover` may save what it holds"
    case .busy: "another process holds it; wait for that run to end, then try again"
    case .newer: "use the newer Firedrill, or name another folder with --out"
    case .foreign: "name the fault journal with --journal, or the folder that it is in with --out"
    case .other: "see what SQLite says, and name another folder with --out if it does not pass"
    }
  }
}

extension StoreError: CustomStringConvertible {
  public var description: String { "\(what("history")); \(remedy)" }

  /// Where it is the fault journal that fails: nobody is to move that away and believe that nothing is in place.
  public var ofTheJournal: String {
    switch self {
    case .corrupt(let path):
      "\(what("fault journal")). A fault may be in place: `firedrill undo --cluster …` takes out whatever carries Firedrill's "
        + "mark there; `sqlite3 \(path) .recover` may save what the journal holds"
    case .full: "\(what("fault journal")); free some space there and run again"
    default: "\(what("fault journal")); \(remedy)"
    }
  }

  private func what(_ subject: String) -> String {
    switch self {
    case .full(let path): "no room to write the \(subject) \(path)"
    case .readOnly(let path): "the \(subject) \(path) may not be written"
    case .cannotOpen(let path, let reason): "cannot open the \(subject) \(path): \(reason)"
    case .corrupt(let path): "the \(subject) \(path) is damaged, or is no SQLite database"
    case .busy(let path): "the \(subject) \(path) is in use"
    case .newer(let path): "the \(subject) \(path) was written by a newer Firedrill"
    case .foreign(let path): "\(path) is another database, and no \(subject)"
    case .other(let path, let reason): "the \(subject) \(path) failed: \(reason)"
    }
  }
}
