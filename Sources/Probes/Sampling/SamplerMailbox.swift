import Model
import Synchronization
import Transport

enum SamplerOrder: Sendable {
  case add(Lane)
  case remove(LaneID)
}

/// How others hand orders to the sampling thread.
final class SamplerMailbox: Sendable {
  private struct State {
    var orders: [SamplerOrder] = []
    var isOpen = true
  }

  let wake = WakeDescriptor()
  private let state = Mutex(State())

  func post(_ order: SamplerOrder) {
    state.withLock { $0.orders.append(order) }
    wake.signal()
  }

  func close() {
    state.withLock { $0.isOpen = false }
    wake.signal()
  }

  func take() -> (orders: [SamplerOrder], isOpen: Bool) {
    wake.clear()
    return state.withLock { state in
      defer { state.orders.removeAll() }
      return (state.orders, state.isOpen)
    }
  }
}
