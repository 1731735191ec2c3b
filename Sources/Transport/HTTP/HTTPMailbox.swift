import Synchronization

/// One request on its way, by its number.
struct HTTPJob: Sendable {
  let identifier: UInt64
  let request: HTTPRequest
  /// The longest that the body may flow, where it is not the request's own deadline.
  let lifetime: Duration?

  init(_ request: HTTPRequest, _ identifier: UInt64, lifetime: Duration? = nil) {
    self.request = request
    self.identifier = identifier
    self.lifetime = lifetime
  }
}

/// Who gets the answer.
enum HTTPReceiver: Sendable {
  case collect(limitBytes: Int, @Sendable (Result<HTTPResponse, HTTPError>) -> Void)
  case stream(
    head: @Sendable (Result<HTTPResponse, HTTPError>) -> Void,
    parts: AsyncStream<Result<[UInt8], HTTPError>>.Continuation)

  /// Tells the receiver that nothing will come.
  func refuse(_ error: HTTPError) {
    switch self {
    case .collect(_, let finish): finish(.failure(error))
    case .stream(let head, let parts):
      head(.failure(error))
      parts.finish()
    }
  }
}

enum HTTPOrder: Sendable {
  case start(HTTPJob, HTTPReceiver)
  case cancel(UInt64)
}

/// How tasks hand orders to the client's thread.
final class HTTPMailbox: Sendable {
  private struct State {
    var orders: [HTTPOrder] = []
    var isOpen = true
  }

  let wake = WakeDescriptor()
  private let state = Mutex(State())
  private let lastIdentifier = Atomic<UInt64>(0)

  func nextIdentifier() -> UInt64 { lastIdentifier.add(1, ordering: .relaxed).newValue }

  func post(_ order: HTTPOrder) {
    let isTaken = state.withLock { state in
      if state.isOpen { state.orders.append(order) }
      return state.isOpen
    }
    if isTaken { return wake.signal() }
    if case .start(let job, let receiver) = order { receiver.refuse(.cancelled(url: job.request.publicURL)) }
  }

  func close() {
    state.withLock { $0.isOpen = false }
    wake.signal()
  }

  /// Takes every waiting order, and says whether more may come.
  func take() -> (orders: [HTTPOrder], isOpen: Bool) {
    wake.clear()
    return state.withLock { state in
      defer { state.orders.removeAll() }
      return (state.orders, state.isOpen)
    }
  }
}
