import Glibc
import Model

/// A folder that only its owner may enter, for the sockets that share one connection.
struct ControlFolder: Sendable {
  let path: String

  /// A Unix socket's path has at most 107 bytes, of which ssh needs 17 for a name of its own while it makes the socket.
  /// - Source: unix(7); OpenSSH, `muxserver_listen` in `mux.c`
  static let longestSocketPath = 107 - 17

  /// Made where sockets belong: `$XDG_RUNTIME_DIR`, else `$TMPDIR`, else `/tmp`. A folder whose path is too long, or
  /// has characters that ssh expands, is passed over.
  ///
  /// - Returns: nil when none of them takes a new folder.
  static func make(below bases: [String] = ControlFolder.usualBases) -> ControlFolder? {
    for base in bases where base.hasPrefix("/") && SSHTarget.isPath(base) {
      var template = Array("\(base)/fd-XXXXXX".utf8CString)
      guard template.count + longestName <= longestSocketPath, mkdtemp(&template) != nil else { continue }
      return ControlFolder(path: String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
    return nil
  }

  /// A name of its own for each opening: a master that ends late must not take its successor's socket with it.
  func socket(ofOpening number: Int) -> String { "\(path)/\(number)" }
  func log(ofOpening number: Int) -> String { "\(path)/\(number).log" }

  private static let longestName = 8

  static var usualBases: [String] {
    let names: [String] = ["XDG_RUNTIME_DIR", "TMPDIR"]
    return names.compactMap { name in getenv(name).map { String(cString: $0) } } + ["/tmp"]
  }
}
