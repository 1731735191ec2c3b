import Glibc

/// Orders to a haproxy that runs, over its Unix socket: they take effect without a restart, so no connection is lost.
///
/// - Source: haproxy's management guide, section 9.3, Unix Socket commands
struct HaproxyRuntime: Sendable {
  /// As this process sees it.
  let socketPath: String

  /// - Returns: what haproxy answered to each order; empty where it had nothing to say.
  /// - Throws: ``ProviderError/system(doing:reason:remedy:)`` when nobody listens: haproxy is down, or its machine is
  ///   off.
  func order(_ orders: [String]) throws(ProviderError) -> [String] {
    var answers: [String] = []
    // One connection an order: haproxy closes it after its answer.
    for order in orders { answers.append(try send(order)) }
    return answers
  }

  private func send(_ order: String) throws(ProviderError) -> String {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .fromErrno(doing: "open a socket") }
    defer { close(descriptor) }
    try connect(descriptor)
    var limit = timeval(tv_sec: 2, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let bytes = Array((order + "\n").utf8)
    guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      throw .fromErrno(doing: "order haproxy")
    }
    return try answer(descriptor)
  }

  private func connect(_ descriptor: Int32) throws(ProviderError) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array(socketPath.utf8)
    guard path.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw .system(doing: "order haproxy", reason: "the path \(socketPath) is too long for a socket")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) == 0 }
    }
    guard connected else { throw .fromErrno(doing: "reach haproxy at \(socketPath)") }
  }

  private func answer(_ descriptor: Int32) throws(ProviderError) -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw .fromErrno(doing: "read haproxy's answer")
      }
      guard count > 0 else { break }
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).joined(separator: "; ")
  }
}
