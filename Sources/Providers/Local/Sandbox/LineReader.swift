import Glibc

/// Splits what comes in on a descriptor into lines of any length. Reading blocks: give it a thread of its own.
struct LineReader: ~Copyable {
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var searched = 0

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// - Returns: the next line without its newline; nil at the end. A last line without a newline is dropped: its writer
  ///   died in the middle of it.
  mutating func next() -> String? {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        searched = 0
        return line
      }
      searched = pending.count
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return nil }
      pending += buffer[..<count]
    }
  }
}
