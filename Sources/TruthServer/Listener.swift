import CLinux
import Glibc

/// A listening TCP socket on loopback.
struct Listener {
  let descriptor: Int32
  let port: UInt16

  /// A socket bound to a free port, which it keeps also while it does not listen.
  static func open() -> Listener {
    // The kernel takes a port that it chose itself back when the socket stops listening, but not one that was asked for.
    let chosen = bound(to: 0)
    defer { Glibc.close(chosen.descriptor) }
    return bound(to: chosen.port)
  }

  private static func bound(to port: UInt16) -> Listener {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    linux_set_nonblocking(descriptor)
    var address = loopback(port)
    let isBound = withSocketAddress(&address) { bind(descriptor, $0, $1) } == 0
    precondition(isBound, "port \(port) cannot be bound: \(String(cString: strerror(errno)))")
    return Listener(descriptor: descriptor, port: boundPort(of: descriptor))
  }

  func listen() {
    let listens = Glibc.listen(descriptor, 1024) == 0
    precondition(listens, "port \(port) cannot listen: \(String(cString: strerror(errno)))")
  }

  /// Refuses connections from now on; those that wait to be accepted are reset.
  func stopListening() { shutdown(descriptor, Int32(SHUT_RD)) }

  func close() { Glibc.close(descriptor) }
}

extension TruthServer {
  /// A port on loopback that nobody listens on now.
  public static func freePort() -> UInt16 {
    let free = Listener.open()
    defer { free.close() }
    return free.port
  }
}

private func loopback(_ port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  return address
}

private func boundPort(of descriptor: Int32) -> UInt16 {
  var address = sockaddr_in()
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  _ = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
  }
  return UInt16(bigEndian: address.sin_port)
}

private func withSocketAddress(
  _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
  withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}
