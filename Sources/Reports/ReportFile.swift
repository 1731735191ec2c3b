public import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One file of output. A reader never sees half of it: it is written beside its place, synced, then renamed.
public struct ReportFile: Hashable, Sendable {
  public var path: String

  public init(path: String) {
    self.path = path
  }

  public func write(_ text: String) throws(ReportError) {
    try write(Data(text.utf8))
  }

  public func write(_ data: Data) throws(ReportError) {
    let temporary = path + ".\(getpid()).\(UInt32.random(in: 0...UInt32.max)).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(errno) }
    do throws(ReportError) {
      defer { close(descriptor) }
      try send(data, to: descriptor)
      guard fsync(descriptor) == 0 else { throw failure(errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw failure(code)
    }
  }

  /// Adds to the end, for a file that others write to as well.
  public func append(_ text: String) throws(ReportError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    try send(Data(text.utf8), to: descriptor)
  }

  private func send(_ data: Data, to descriptor: Int32) throws(ReportError) {
    var rest = data[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if sent < 0, errno == EINTR { continue }
      guard sent >= 0 else { throw failure(errno) }
      rest = rest.dropFirst(sent)
    }
  }

  private func failure(_ code: Int32) -> ReportError {
    .cannotWrite(path: path, reason: String(cString: strerror(code)), remedy: Self.remedy(code))
  }

  static func remedy(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "free some space there, or name another folder with --out"
    case EACCES, EPERM, EROFS: "name a folder that you may write to with --out"
    case ENOENT, ENOTDIR: "make the folder first, or name another one with --out"
    case EFBIG: "raise the limit on file sizes (ulimit -f)"
    default: "name another folder with --out"
    }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
