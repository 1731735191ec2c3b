import CLibcurl
import Glibc
import Model

/// What the client's thread does. It alone touches libcurl.
struct HTTPLoop {
  private let configuration: HTTPClientConfiguration
  private let mailbox: HTTPMailbox
  private var transfers: [UInt64: (transfer: HTTPTransfer, pool: HTTPPool)] = [:]
  /// The newest takes new requests; the others live until their last request has ended.
  ///
  /// A machine that lost its power or its network says nothing, so after a time-out any connection may be a dead one, and
  /// libcurl goes on using one that is shared (HTTP/2). New ones are opened then, once for all later requests: a server that
  /// is only slow has no time to spare for more.
  private var pools = [HTTPPool()]
  /// In milliseconds. Shorter while there are others: not every one of their sockets may be known; see ``HTTPPool/sockets``.
  private var longestSleep: Int { retired.isEmpty ? 60_000 : 1000 }

  init(_ configuration: HTTPClientConfiguration, _ mailbox: HTTPMailbox) {
    self.configuration = configuration
    self.mailbox = mailbox
  }

  private var current: HTTPPool { pools[pools.count - 1] }
  private var retired: ArraySlice<HTTPPool> { pools.dropLast() }

  consuming func run() {
    while true {
      let (orders, isOpen) = mailbox.take()
      for order in orders { obey(order) }
      guard isOpen else { break }
      for pool in pools { pool.perform() }
      collectFinished()
      wait()
    }
    for (transfer, pool) in transfers.values {
      pool.remove(transfer)
      transfer.fail(.cancelled(url: transfer.publicURL))
    }
  }

  private mutating func obey(_ order: HTTPOrder) {
    switch order {
    case .start(let job, let receiver):
      let transfer = HTTPTransfer(job, receiver, configuration)
      transfers[job.identifier] = (transfer, current)
      current.add(transfer)
    case .cancel(let identifier): take(identifier)?.abandon()
    }
  }

  private mutating func take(_ identifier: UInt64) -> HTTPTransfer? {
    guard let (transfer, pool) = transfers.removeValue(forKey: identifier) else { return nil }
    pool.remove(transfer)
    return transfer
  }

  private mutating func collectFinished() {
    for pool in pools {
      while let (transfer, result) = pool.nextFinished() {
        transfers[transfer.identifier] = nil
        if result == CURLE_OPERATION_TIMEDOUT && pool === current { pools.append(HTTPPool()) }
        transfer.finish(result)
      }
    }
    for (transfer, _) in transfers.values where transfer.isHeadOverdue {
      take(transfer.identifier)?.fail(.timedOut(url: transfer.publicURL, after: transfer.deadline))
    }
    let current = current
    pools.removeAll { $0 !== current && $0.underWay == 0 }
  }

  /// Sleeps until a socket, a timer of libcurl, an order, or the next head that is awaited.
  private func wait() {
    var others = [curl_waitfd(fd: mailbox.wake.descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)]
    others += retired.flatMap(\.sockets)
    let moments = transfers.values.compactMap(\.transfer.millisecondsToHead) + retired.compactMap(\.milliseconds)
    let limit = min(moments.min() ?? longestSleep, longestSleep)
    curl_multi_poll(current.multi, &others, UInt32(others.count), Int32(limit), nil)
  }
}
