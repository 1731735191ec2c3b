import GRDB

extension StoreError {
  /// SQLite's result codes in our words.
  init(_ error: any Error, path: String) {
    if let already = error as? StoreError {
      self = already
      return
    }
    guard let error = error as? DatabaseError else {
      self = .other(path: path, reason: "\(error)")
      return
    }
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_FULL: self = .full(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly(path: path)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    case .SQLITE_CANTOPEN: self = .cannotOpen(path: path, reason: reason)
    // A full disk or a file-size limit can surface as a failed write or sync.
    case .SQLITE_IOERR where Self.writes.contains(error.extendedResultCode): self = .full(path: path)
    default: self = .other(path: path, reason: reason)
    }
  }

  private static let writes: [ResultCode] = [
    .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_TRUNCATE, .SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_SHMOPEN,
    .SQLITE_IOERR_SHMMAP,
  ]
}
