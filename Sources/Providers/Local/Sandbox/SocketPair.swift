import Glibc

/// Two connected ends, closed on exec from their very first moment. A pipe would do, but a pipe that is born so needs a
/// call that Swift does not import, and between `pipe` and `fcntl` another drill's worker could inherit it.
struct SocketPair {
  let ours: Int32
  let theirs: Int32

  init() throws(ProviderError) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .fromErrno(doing: "open a channel to a new process") }
    ours = ends[0]
    theirs = ends[1]
  }

  /// Sends `text` whole. A peer that is gone is no error here: its end shows elsewhere.
  static func send(_ text: String, to end: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Glibc.send(end, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent < 0 && errno == EINTR { continue }
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
  }
}
