import CLibcurl

/// Connections that requests may share: one libcurl multi handle, on the client's thread.
final class HTTPPool {
  let multi: UnsafeMutableRawPointer
  private(set) var underWay = 0
  /// More than a client has ever had under way.
  private static let mostSockets = 1024

  init() {
    guard let multi = curl_multi_init() else { preconditionFailure("out of memory") }
    self.multi = multi
  }

  deinit { curl_multi_cleanup(multi) }

  func add(_ transfer: HTTPTransfer) {
    curl_multi_add_handle(multi, transfer.easy.handle)
    underWay += 1
  }

  func remove(_ transfer: HTTPTransfer) {
    curl_multi_remove_handle(multi, transfer.easy.handle)
    underWay -= 1
  }

  /// Does what can be done without waiting.
  func perform() {
    var running: Int32 = 0
    curl_multi_perform(multi, &running)
  }

  /// The next transfer that has ended, taken out of the pool.
  func nextFinished() -> (transfer: HTTPTransfer, result: CURLcode)? {
    var waiting: Int32 = 0
    while let message = curl_multi_info_read(multi, &waiting) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      let result = curl_message_result(message)
      let transfer = HTTPTransfer.of(easy)
      remove(transfer)
      return (transfer, result)
    }
    return nil
  }

  // MARK: waiting for it beside another

  /// What it waits for; without those that `select` knows no number for, from 1024 on.
  var sockets: [curl_waitfd] {
    Array(unsafeUninitializedCapacity: Self.mostSockets) { list, count in
      count = Int(curl_multi_list_sockets(multi, list.baseAddress, Int32(list.count)))
    }
  }

  /// Until it has something to do by itself.
  var milliseconds: Int? {
    var milliseconds = -1
    curl_multi_timeout(multi, &milliseconds)
    return milliseconds < 0 ? nil : milliseconds
  }
}
