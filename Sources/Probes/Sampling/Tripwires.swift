import CLinux
import Glibc

/// Notices when the other side of an idle connection goes away.
///
/// The sockets are libcurl's own kept connections. They are watched by a queue of their own, since libcurl registers them
/// in the sampler's queue only while it uses them. Closing a socket ends its watch.
final class Tripwires {
  /// Readable when a wire has tripped.
  let descriptor: Int32
  private var buffer = [epoll_event](repeating: epoll_event(), count: 64)

  init() {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    precondition(descriptor >= 0, "the process has no file descriptor left; raise `ulimit -n`")
  }

  deinit { close(descriptor) }

  func watch(_ socket: Int32, tag: Int) {
    var event = epoll_event(
      events: EPOLLRDHUP.rawValue | EPOLLET.rawValue, data: epoll_data_t(u64: UInt64(tag)))
    epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event)
  }

  /// The tags of the wires that have tripped since the last call.
  func tripped() -> Set<Int> {
    let count = epoll_wait(descriptor, &buffer, Int32(buffer.count), 0)
    return Set(buffer.prefix(Int(max(0, count))).map { Int($0.data.u64) })
  }
}
