import Glibc

/// Files and folders made with their final permissions from the first moment, whatever the umask.
///
/// A key that is written first and protected afterwards can be read in between; one that is created `0600` cannot.
enum ProtectedFiles {
  /// Writes a new file that only its owner may read, or execute when `mode` says so.
  ///
  /// - Throws: ``ProviderError/system(doing:reason:remedy:)``, also when something of that name exists: a link put there
  ///   by somebody else must not choose where a key goes.
  static func write(_ text: String, to path: String, mode: mode_t = 0o600) throws(ProviderError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode & 0o700)
    guard file >= 0 else { throw .fromErrno(doing: "create \(path)") }
    defer { close(file) }
    // A strict umask may have taken bits away that the file needs; none were ever there that it must not have.
    guard fchmod(file, mode) == 0 else { throw .fromErrno(doing: "set the permissions of \(path)") }
    try writeAll(Array(text.utf8), to: file, path: path)
  }

  /// Puts a file in the place of another in one step, so that a reader finds the old text or the new one.
  static func replace(_ text: String, at path: String, mode: mode_t = 0o600) throws(ProviderError) {
    let partial = path + ".new"
    unlink(partial)
    try write(text, to: partial, mode: mode)
    guard rename(partial, path) == 0 else { throw .fromErrno(doing: "put \(path) in place") }
  }

  /// Makes a folder that only its owner may enter; one that exists already is left as it is.
  static func makeDirectory(_ path: String, mode: mode_t = 0o700) throws(ProviderError) {
    if mkdir(path, mode) == 0 {
      guard chmod(path, mode) == 0 else { throw .fromErrno(doing: "set the permissions of \(path)") }
    } else if errno != EEXIST {
      throw .fromErrno(doing: "make the folder \(path)")
    }
  }

  /// Makes a folder and those above it.
  static func makeDirectories(_ path: String) throws(ProviderError) {
    var grown = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      grown += "/" + part
      try makeDirectory(grown)
    }
  }

  /// Makes a folder look as if its contents had not changed for a minute.
  static func makeOlder(_ path: String) throws(ProviderError) {
    let old = timeval(tv_sec: time(nil) - 60, tv_usec: 0)
    guard utimes(path, [old, old]) == 0 else { throw .fromErrno(doing: "set the time of \(path)") }
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32, path: String) throws(ProviderError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        throw .fromErrno(doing: "write \(path)")
      }
      rest = rest.dropFirst(written)
    }
  }
}

extension ProviderError {
  /// What the last failed system call of this thread says; call it before anything else can fail.
  static func fromErrno(doing: String, _ number: Int32 = errno) -> ProviderError {
    .system(doing: doing, reason: String(cString: strerror(number)))
  }
}
