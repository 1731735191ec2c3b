import CLinux
import Glibc
import Model

/// What the sampling thread sleeps on: sockets, one timer with nanosecond resolution, and a way to be woken.
///
/// `epoll_wait` counts milliseconds, too coarse for lanes 1 ms apart; hence a `timerfd`.
final class EventQueue {
  struct Event {
    var tag: UInt64
    var isReadable: Bool
    var isWritable: Bool
    var isBroken: Bool
  }

  private static let timerTag = UInt64.max

  private let queue: Int32
  private let timer: Int32
  private var buffer = [epoll_event](repeating: epoll_event(), count: 128)

  init() {
    queue = epoll_create1(Int32(EPOLL_CLOEXEC))
    timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_NONBLOCK | TFD_CLOEXEC))
    precondition(queue >= 0 && timer >= 0, "the process has no file descriptor left; raise `ulimit -n`")
    add(timer, Self.timerTag, EPOLLIN.rawValue | EPOLLET.rawValue)
  }

  deinit {
    close(timer)
    close(queue)
  }

  /// Watches `descriptor` for what it can be read or written for, until `remove`.
  func watch(_ descriptor: Int32, tag: UInt64, reads: Bool, writes: Bool) {
    let events = (reads ? EPOLLIN.rawValue : 0) | (writes ? EPOLLOUT.rawValue : 0)
    if !control(EPOLL_CTL_MOD, descriptor, tag, events) { add(descriptor, tag, events) }
  }

  func remove(_ descriptor: Int32) { _ = control(EPOLL_CTL_DEL, descriptor, 0, 0) }

  private func add(_ descriptor: Int32, _ tag: UInt64, _ events: UInt32) {
    _ = control(EPOLL_CTL_ADD, descriptor, tag, events)
  }

  private func control(_ operation: Int32, _ descriptor: Int32, _ tag: UInt64, _ events: UInt32) -> Bool {
    var event = epoll_event(events: events, data: epoll_data_t(u64: tag))
    return epoll_ctl(queue, operation, descriptor, &event) == 0
  }

  /// Sleeps until something happens, or until `time`; `nil` sets no end.
  func wait(until time: MonotonicTime?) -> [Event] {
    arm(time)
    let count = epoll_wait(queue, &buffer, Int32(buffer.count), -1)
    return buffer.prefix(Int(max(0, count))).filter { $0.data.u64 != Self.timerTag }.map(Event.init)
  }

  private func arm(_ time: MonotonicTime?) {
    // A moment in the past fires at once; zero would disarm.
    linux_timer_arm(timer, time.map { max(1, $0.nanoseconds) } ?? 0)
  }
}

extension EventQueue.Event {
  fileprivate init(_ event: epoll_event) {
    tag = event.data.u64
    isReadable = event.events & EPOLLIN.rawValue != 0
    isWritable = event.events & EPOLLOUT.rawValue != 0
    isBroken = event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue | EPOLLRDHUP.rawValue) != 0
  }
}
