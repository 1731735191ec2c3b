import Foundation
import Glibc
import Model
import Reports
import Synchronization

/// `events.jsonl` of a run: one line an event, appended as it comes. A crash loses at most the line being written.
final class EventFile: Sendable {
  private let path: String
  private let descriptor: Int32
  private let failure = Mutex<RunnerError?>(nil)

  init(path: String) throws(RunnerError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .output("cannot open \(path): \(String(cString: strerror(errno)))") }
  }

  deinit { close(descriptor) }

  /// Keeps the first failure for the end of the run: a full disk must not stop the undo of a fault.
  func append(_ line: String) {
    var bytes = Array(line.utf8)
    bytes.append(0x0A)
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return fail(errno) }
      rest = rest.dropFirst(written)
    }
  }

  /// What went wrong first, if anything did.
  var firstFailure: RunnerError? { failure.withLock(\.self) }

  private func fail(_ code: Int32) {
    let error = RunnerError.output("cannot write \(path): \(String(cString: strerror(code))); free some space there")
    failure.withLock { $0 = $0 ?? error }
  }
}
