import CLinux
import Glibc

/// Whole files and folders. These calls block for as long as the disk takes.
enum FileTree {
  /// Removes a folder with all in it. What has gone already is no error.
  static func remove(_ path: String) throws(ProviderError) {
    guard linux_file_kind(path) == S_IFDIR else {
      guard unlink(path) == 0 || errno == ENOENT else { throw .fromErrno(doing: "remove \(path)") }
      return
    }
    for name in TextFile.names(in: path) { try remove("\(path)/\(name)") }
    guard rmdir(path) == 0 || errno == ENOENT else { throw .fromErrno(doing: "remove \(path)") }
  }

  /// Copies a file's contents; an existing file is replaced in one step. The copy is `0600`.
  static func copy(_ source: String, to target: String) throws(ProviderError) {
    let input = open(source, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw .fromErrno(doing: "read \(source)") }
    defer { close(input) }
    let partial = target + ".part"
    unlink(partial)
    let output = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw .fromErrno(doing: "create \(target)") }
    defer { close(output) }
    while true {
      let count = sendfile(output, input, nil, 1 << 20)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .fromErrno(doing: "copy \(source) to \(target)") }
      guard count > 0 else { break }
    }
    guard rename(partial, target) == 0 else { throw .fromErrno(doing: "put \(target) in place") }
  }
}
