import CLinux
import Glibc

/// An `eventfd` that ends another thread's wait. Closed with its last owner.
package final class WakeDescriptor: Sendable {
  package let descriptor: Int32

  package init() {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    precondition(descriptor >= 0, "the process has no file descriptor left; raise `ulimit -n`")
  }

  deinit { close(descriptor) }

  /// Makes the descriptor readable until `clear()`.
  package func signal() { eventfd_write(descriptor, 1) }

  package func clear() {
    var count: eventfd_t = 0
    eventfd_read(descriptor, &count)
  }
}
