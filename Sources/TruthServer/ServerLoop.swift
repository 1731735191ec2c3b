import CLinux
import Glibc
import Model
import Synchronization
import Transport

/// What the server's thread does.
struct ServerLoop {
  private let listener: Listener
  private let mailbox: ServerMailbox
  private var connections: [Int32: [UInt8]] = [:]
  private var outage: OutageKind?
  /// Connections that get their answer later.
  private var late: [(due: MonotonicTime, connection: Int32)] = []

  init(_ listener: Listener, _ mailbox: ServerMailbox) {
    self.listener = listener
    self.mailbox = mailbox
  }

  consuming func run() {
    while true {
      let ready = waitForReady()
      if let (order, receipt) = mailbox.take() {
        if case .stop = order {
          receipt.sign(.now())
          break
        }
        receipt.sign(obey(order))
      }
      for descriptor in ready { serve(descriptor) }
      answerLate()
    }
    closeAll()
  }

  private func waitForReady() -> [Int32] {
    let sockets = outage == .freeze ? [] : connections.keys + (outage == .refuse ? [] : [listener.descriptor])
    var polled = (sockets + [mailbox.wake.descriptor]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let next = late.map(\.due).min().map { max(1, ($0 - .now()).wholeMilliseconds) } ?? -1
    poll(&polled, nfds_t(polled.count), Int32(next))
    return polled.filter { $0.revents != 0 && $0.fd != mailbox.wake.descriptor }.map(\.fd)
  }

  // MARK: Going down and coming back.

  private mutating func obey(_ order: ServerOrder) -> MonotonicTime {
    switch order {
    case .begin(let kind): begin(kind)
    case .end, .stop: end()
    }
  }

  private mutating func begin(_ kind: OutageKind) -> MonotonicTime {
    if outage == .refuse && kind != .refuse { listener.listen() }
    outage = kind
    let start = MonotonicTime.now()
    if kind == .refuse { listener.stopListening() }
    if kind == .refuse || kind == .reset { for connection in connections.keys { reset(connection) } }
    return start
  }

  private mutating func end() -> MonotonicTime {
    // What came before the end belongs to the outage, so it is dealt with first.
    if outage != .freeze { for descriptor in readyNow() { serve(descriptor) } }
    let wasRefusing = outage == .refuse
    outage = nil
    let end = MonotonicTime.now()
    if wasRefusing { listener.listen() }
    return end
  }

  private func readyNow() -> [Int32] {
    var polled = (connections.keys + (outage == .refuse ? [] : [listener.descriptor]))
      .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    poll(&polled, nfds_t(polled.count), 0)
    return polled.filter { $0.revents != 0 }.map(\.fd)
  }

  // MARK: Connections.

  private mutating func serve(_ descriptor: Int32) {
    if descriptor == listener.descriptor { return accept() }
    guard connections[descriptor] != nil else { return }
    read(descriptor)
  }

  private mutating func accept() {
    while true {
      let connection = linux_accept(listener.descriptor)
      guard connection >= 0 else { return }
      mailbox.accepted.add(1, ordering: .relaxed)
      connections[connection] = []
      if outage == .reset { reset(connection) }
    }
  }

  private mutating func read(_ connection: Int32) {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    let count = recv(connection, &buffer, buffer.count, 0)
    guard count > 0 else { return count < 0 && errno == EAGAIN ? () : forget(connection) }
    connections[connection]? += buffer.prefix(count)
    // An answer may close the connection, and with it what is left to read.
    while let request = nextRequest(on: connection) { answer(request, on: connection) }
  }

  private mutating func nextRequest(on connection: Int32) -> Request? {
    guard var bytes = connections[connection] else { return nil }
    defer { connections[connection] = bytes }
    return Request.take(from: &bytes)
  }

  private mutating func answer(_ request: Request, on connection: Int32) {
    mailbox.requests.add(1, ordering: .relaxed)
    switch outage {
    case .hang: return
    case .error: return write(Reply.answer(500, "down"), to: connection)
    default: write(Reply(to: request), to: connection)
    }
  }

  private mutating func write(_ reply: Reply, to connection: Int32) {
    let bytes = reply.encoded
    if !bytes.isEmpty { send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
    switch reply {
    case .close, .bytes(_, keepsOpen: false): forget(connection)
    case .late(let milliseconds): late.append((.now() + .milliseconds(milliseconds), connection))
    default: break
    }
  }

  private mutating func answerLate() {
    let now = MonotonicTime.now()
    let due = late.filter { $0.due <= now && connections[$0.connection] != nil }
    late.removeAll { $0.due <= now }
    for answer in due { write(.answer(200, "ok"), to: answer.connection) }
  }

  /// Closes with RST instead of FIN.
  private mutating func reset(_ connection: Int32) {
    var now = linger(l_onoff: 1, l_linger: 0)
    setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    forget(connection)
  }

  private mutating func forget(_ connection: Int32) {
    connections[connection] = nil
    late.removeAll { $0.connection == connection }
    close(connection)
  }

  private mutating func closeAll() {
    for connection in connections.keys { close(connection) }
    connections = [:]
    listener.close()
  }
}
