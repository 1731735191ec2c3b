import CLibcurl
import Glibc
import Model

/// What the client's thread does. It alone touches libcurl.
struct HTTPLoop {
  private let configuration: HTTPClientConfiguration
  private let mailbox: HTTPMailbox
  private let multi: UnsafeMutableRawPointer
  private var transfers: [UInt64: HTTPTransfer] = [:]
  /// Until when requests open connections of their own. A machine that lost its power or its network says nothing, so
  /// after a time-out any kept connection may be a dead one, and libcurl goes on using one that is shared (HTTP/2).
  private var freshUntil = MonotonicTime(nanoseconds: 0)
  private static let distrust = Duration.seconds(30)

  init(_ configuration: HTTPClientConfiguration, _ mailbox: HTTPMailbox) {
    guard let multi = curl_multi_init() else { preconditionFailure("out of memory") }
    self.configuration = configuration
    self.mailbox = mailbox
    self.multi = multi
  }

  consuming func run() {
    while true {
      let (orders, isOpen) = mailbox.take()
      for order in orders { obey(order) }
      guard isOpen else { break }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      collectFinished()
      wait()
    }
    for transfer in transfers.values {
      curl_multi_remove_handle(multi, transfer.easy.handle)
      transfer.fail(.cancelled(url: transfer.publicURL))
    }
    curl_multi_cleanup(multi)
  }

  private mutating func obey(_ order: HTTPOrder) {
    switch order {
    case .start(let job, let receiver):
      let transfer = HTTPTransfer(job, receiver, configuration)
      if MonotonicTime.now() < freshUntil { transfer.easy.set(CURLOPT_FRESH_CONNECT, to: 1) }
      transfers[job.identifier] = transfer
      curl_multi_add_handle(multi, transfer.easy.handle)
    case .cancel(let identifier):
      guard let transfer = transfers.removeValue(forKey: identifier) else { return }
      curl_multi_remove_handle(multi, transfer.easy.handle)
      transfer.abandon()
    }
  }

  private mutating func collectFinished() {
    var waiting: Int32 = 0
    while let message = curl_multi_info_read(multi, &waiting) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      let result = curl_message_result(message)
      let transfer = HTTPTransfer.of(easy)
      curl_multi_remove_handle(multi, easy)
      transfers[transfer.identifier] = nil
      if result == CURLE_OPERATION_TIMEDOUT { freshUntil = .now() + Self.distrust }
      transfer.finish(result)
    }
    for transfer in transfers.values where transfer.isHeadOverdue {
      transfers[transfer.identifier] = nil
      curl_multi_remove_handle(multi, transfer.easy.handle)
      transfer.fail(.timedOut(url: transfer.publicURL, after: transfer.deadline))
    }
  }

  /// Sleeps until a socket, a timer of libcurl, an order, or the next head that is awaited.
  private func wait() {
    var wake = curl_waitfd(fd: mailbox.wake.descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
    let limit = transfers.values.compactMap(\.millisecondsToHead).min() ?? 60_000
    curl_multi_poll(multi, &wake, 1, Int32(min(limit, 60_000)), nil)
  }
}
