import Glibc

/// The orders that a machine's supervisor takes for one service: one letter each, written to its control FIFO.
///
/// - Source: runsv(8), section CONTROL
struct Supervisor: Sendable {
  let service: String

  enum Order: String, Sendable {
    case up = "u"
    case down = "d"
  }

  /// Tells the supervisor, as soon as it listens: just after a machine's start it may not yet.
  ///
  /// - Parameter isOn: whether the machine is on; when it is not, there is nobody to tell and this returns.
  func tell(
    _ order: Order, within limit: Duration = .seconds(10), while isOn: @Sendable () -> Bool
  ) async throws(ProviderError) {
    let control = service + "/supervise/control"
    try await poll("the supervisor of \(service)", every: .milliseconds(2), within: limit) { () -> PollAnswer<Void> in
      // Without a reader this fails at once instead of blocking.
      let fifo = open(control, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      guard fifo >= 0 else { return isOn() ? .waiting(String(cString: strerror(errno))) : .ready(()) }
      defer { close(fifo) }
      let letter = Array(order.rawValue.utf8)
      guard write(fifo, letter, letter.count) == letter.count else { return .waiting(String(cString: strerror(errno))) }
      return .ready(())
    }
  }
}
