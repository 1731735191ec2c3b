import CLibcurl
import CLinux
import Model
import Transport

/// The connections that a lane's requests share: one libcurl multi handle, driven by the sampling thread's event queue.
///
/// A lane that gives up its connections gets a new pool; the old one lives until its last request has ended.
final class ConnectionPool {
  let identifier: UInt32
  let created: MonotonicTime
  /// Whether any answer came over it.
  var hasAnswered = false
  private(set) var underWay = 0
  private(set) var timerDue: MonotonicTime?
  private let multi: UnsafeMutableRawPointer
  private let queue: EventQueue

  init(identifier: UInt32, lane: Lane, queue: EventQueue) {
    guard let multi = curl_multi_init() else { preconditionFailure("out of memory") }
    self.identifier = identifier
    self.queue = queue
    self.multi = multi
    created = .now()
    let isKept = lane.connection == .kept
    curl_multi_set_long(multi, CURLMOPT_PIPELINING, isKept ? Int(CURLPIPE_MULTIPLEX) : Int(CURLPIPE_NOTHING))
    // Idle connections left over from a hang are closed down to this many.
    curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 4)
    let me = Unmanaged.passUnretained(self).toOpaque()
    curl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, me)
    curl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, me)
    curl_multi_set_socket_function(multi) { _, socket, what, pool, _ in
      ConnectionPool.at(pool)?.watch(socket, what) ?? 0
    }
    curl_multi_set_timer_function(multi) { _, milliseconds, pool in ConnectionPool.at(pool)?.setTimer(milliseconds) ?? 0
    }
  }

  deinit {
    // Closing connections calls back, and there is nobody left to call.
    curl_multi_set_socket_function(multi, nil)
    curl_multi_set_timer_function(multi, nil)
    curl_multi_cleanup(multi)
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> ConnectionPool? {
    pointer.map { Unmanaged<ConnectionPool>.fromOpaque($0).takeUnretainedValue() }
  }

  // MARK: What libcurl asks for.

  private func watch(_ socket: curl_socket_t, _ what: Int32) -> Int32 {
    switch what {
    case CURL_POLL_REMOVE: queue.remove(socket)
    default:
      queue.watch(socket, tag: tag(of: socket), reads: what & CURL_POLL_IN != 0, writes: what & CURL_POLL_OUT != 0)
    }
    return 0
  }

  private func setTimer(_ milliseconds: Int) -> Int32 {
    timerDue = milliseconds < 0 ? nil : .now() + .milliseconds(milliseconds)
    return 0
  }

  private func tag(of socket: curl_socket_t) -> UInt64 { UInt64(identifier) << 32 | UInt64(UInt32(bitPattern: socket)) }

  // MARK: What the sampler asks for.

  /// Hands the request to libcurl and drives it as far as it goes without waiting.
  func start(_ transfer: ProbeTransfer) {
    curl_multi_add_handle(multi, transfer.easy.handle)
    underWay += 1
    drive(CURL_SOCKET_TIMEOUT, 0)
  }

  func remove(_ transfer: ProbeTransfer) {
    curl_multi_remove_handle(multi, transfer.easy.handle)
    underWay -= 1
  }

  func handle(_ event: EventQueue.Event) {
    var action: Int32 = 0
    if event.isReadable { action |= CURL_CSELECT_IN }
    if event.isWritable { action |= CURL_CSELECT_OUT }
    if event.isBroken { action |= CURL_CSELECT_ERR }
    drive(curl_socket_t(bitPattern: UInt32(truncatingIfNeeded: event.tag)), action)
  }

  func driveTimer(_ now: MonotonicTime) {
    guard let timerDue, timerDue <= now else { return }
    self.timerDue = nil
    drive(CURL_SOCKET_TIMEOUT, 0)
  }

  private func drive(_ socket: curl_socket_t, _ action: Int32) {
    var running: Int32 = 0
    curl_multi_socket_action(multi, socket, action, &running)
  }

  /// The next transfer that has ended, taken out of the pool.
  func nextFinished() -> (ProbeTransfer, CURLcode)? {
    var waiting: Int32 = 0
    while let message = curl_multi_info_read(multi, &waiting) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      let result = curl_message_result(message)
      guard let transfer = ProbeTransfer.of(easy) else { continue }
      transfer.noteOpenedSocket()
      remove(transfer)
      return (transfer, result)
    }
    return nil
  }
}
