import CLinux
import Model
import Transport

/// What the sampling thread does: sleep until a sample, an answer, a timer or an order; then deal with all that is due.
final class SamplerLoop {
  private let mailbox: SamplerMailbox
  private let board: Board
  private let courier: Courier
  private let configuration: SamplerConfiguration
  private let queue = EventQueue()
  private let tripwires = Tripwires()
  /// The servers that lanes ask; a tripwire's tag is an index into them.
  private var authorities: [Substring] = []
  private var runners: [LaneRunner] = []
  private var lastPool: UInt32 = 0
  private var nextHealth = MonotonicTime.now() + .seconds(1)
  private var suspended = timeSuspended()
  /// By when this thread should have been running again.
  private var expected: MonotonicTime?

  private static let wakeTag: UInt64 = 1
  private static let tripTag: UInt64 = 2

  init(_ mailbox: SamplerMailbox, _ board: Board, _ courier: Courier, _ configuration: SamplerConfiguration) {
    self.mailbox = mailbox
    self.board = board
    self.courier = courier
    self.configuration = configuration
    queue.watch(mailbox.wake.descriptor, tag: Self.wakeTag, reads: true, writes: false)
    queue.watch(tripwires.descriptor, tag: Self.tripTag, reads: true, writes: false)
  }

  func run() {
    // Only root may; a sampler without it is later on a busy machine, and says so in its lateness.
    linux_prefer_thread()
    while obeyOrders() {
      let events = queue.wait(until: expected)
      noteAbsence()
      // Tripwires first: their moment must not wait for what libcurl makes of the same reset.
      if events.contains(where: { $0.tag == Self.tripTag }) { noteTrips() }
      for event in events { dispatch(event) }
      let now = MonotonicTime.now()
      for runner in runners { runner.run(at: now) }
      countFailingLanes()
      reportHealth(now)
      expected = nextDeadline()
    }
    noteAbsence()
    for runner in runners { runner.stop() }
  }

  private func nextDeadline() -> MonotonicTime {
    runners.map(\.nextDeadline).min().map { min($0, nextHealth) } ?? nextHealth
  }

  private func dispatch(_ event: EventQueue.Event) {
    let identifier = UInt32(event.tag >> 32)
    guard identifier > 0 else { return }
    for runner in runners {
      if let pool = runner.owns(identifier) { return runner.handle(event, from: pool) }
    }
  }

  // MARK: Orders.

  /// Returns `false` once the sampler is to stop.
  private func obeyOrders() -> Bool {
    let (orders, isOpen) = mailbox.take()
    for order in orders {
      switch order {
      case .add(let lane): add(lane)
      case .remove(let lane): remove(lane)
      }
    }
    if !orders.isEmpty { expected = nextDeadline() }
    return isOpen
  }

  private func add(_ lane: Lane) {
    remove(lane.id)
    let queue = queue
    let runner = LaneRunner(lane, board: board, courier: courier, start: .now()) { [unowned self] in
      lastPool += 1
      return ConnectionPool(identifier: lastPool, lane: lane, queue: queue)
    }
    runner.watchForEnd = { [unowned self] socket, authority in
      tripwires.watch(socket, tag: tag(of: authority))
    }
    runners.append(runner)
  }

  private func remove(_ lane: LaneID) {
    for runner in runners where runner.lane.id == lane { runner.stop() }
    runners.removeAll { $0.lane.id == lane }
  }

  // MARK: Tripwires.

  private func tag(of authority: Substring) -> Int {
    if let known = authorities.firstIndex(of: authority) { return known }
    authorities.append(authority)
    return authorities.count - 1
  }

  private func noteTrips() {
    let now = MonotonicTime.now()
    let tripped = tripwires.tripped().map { authorities[$0] }
    for runner in runners where runner.authority.map(tripped.contains) ?? false { runner.trip(at: now) }
  }

  // MARK: Absence.

  /// Finds out whether this thread was kept from running, or the host was asleep.
  private func noteAbsence() {
    let now = MonotonicTime.now()
    let asleep = timeSuspended()
    if let expected,
      now - expected > configuration.unobservedAfter || asleep - suspended > configuration.unobservedAfter
    {
      markUnobserved(TimeSpan(min(expected, now), now))
    }
    suspended = asleep
  }

  private func markUnobserved(_ span: TimeSpan) {
    board.markUnobserved(span)
    for runner in runners { runner.extendDeadlines(by: span.duration) }
    courier.carry(.unobserved(span))
  }

  // MARK: Housekeeping.

  /// Lanes that fail together share what may be spent on fast samples; see ``Pace``.
  private func countFailingLanes() {
    let failing = max(1, runners.count { $0.isFailing })
    for runner in runners { runner.lanesFailing = failing }
  }

  private func reportHealth(_ now: MonotonicTime) {
    guard nextHealth <= now else { return }
    nextHealth = now + .seconds(1)
    for runner in runners { runner.reportHealth() }
  }
}
