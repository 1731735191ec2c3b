#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads a file without trusting its size or its kind.
enum BoundedFile {
  /// - Returns: at most `Limits.bytes` bytes. A larger file is refused by its size, before any of it is read.
  static func read(_ path: String) -> Result<[UInt8], DrillProblem> {
    // Not blocking: opening a pipe must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failure(unreadable(path)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .failure(unreadable(path)) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return .failure(DrillProblem(file: path, what: "not a regular file", expected: "a YAML file"))
    }
    guard status.st_size <= Limits.bytes else {
      return .failure(DrillText.tooLarge(file: path, bytes: Int(status.st_size)))
    }
    return contents(of: descriptor, path, expected: Int(status.st_size))
  }

  static func unreadable(_ path: String) -> DrillProblem {
    let reason = errno == ENOENT ? "no such file or folder" : "cannot be read: \(String(cString: strerror(errno)))"
    return DrillProblem(file: path, what: reason)
  }

  /// One byte more than the limit shows that a file has grown, or lied about its size.
  private static func contents(of descriptor: Int32, _ path: String, expected: Int) -> Result<[UInt8], DrillProblem> {
    var bytes: [UInt8] = []
    var room = expected + 1
    while bytes.count <= Limits.bytes {
      var failed = false
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        let got = Glibc.read(descriptor, buffer.baseAddress, room)
        (failed, count) = (got < 0, max(0, got))
      }
      if failed, errno == EINTR { continue }
      if failed { return .failure(unreadable(path)) }
      if chunk.isEmpty { return .success(bytes) }
      bytes += chunk
      room = 64 * 1024
    }
    return .failure(DrillText.tooLarge(file: path, bytes: bytes.count))
  }
}
