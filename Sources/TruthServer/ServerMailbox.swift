import Glibc
import Model
import Synchronization
import Transport

enum ServerOrder: Sendable {
  case begin(OutageKind)
  case end
  case stop
}

/// How others give the server an order and learn when it was carried out.
final class ServerMailbox: Sendable {
  let wake = WakeDescriptor()
  let accepted = Atomic(0)
  let requests = Atomic(0)
  private let order = Mutex<(ServerOrder, Receipt)?>(nil)

  /// Blocks until the order is carried out.
  func ask(_ order: ServerOrder) -> MonotonicTime {
    let receipt = Receipt()
    self.order.withLock { $0 = (order, receipt) }
    wake.signal()
    return receipt.wait()
  }

  func take() -> (ServerOrder, Receipt)? {
    wake.clear()
    return order.withLock { order in
      defer { order = nil }
      return order
    }
  }
}

/// The moment at which an order was carried out.
final class Receipt: Sendable {
  private let time = Mutex(MonotonicTime(nanoseconds: 0))
  private let isSigned = WakeDescriptor()

  func sign(_ time: MonotonicTime) {
    self.time.withLock { $0 = time }
    isSigned.signal()
  }

  func wait() -> MonotonicTime {
    var descriptor = pollfd(fd: isSigned.descriptor, events: Int16(POLLIN), revents: 0)
    poll(&descriptor, 1, -1)
    return time.withLock { $0 }
  }
}
