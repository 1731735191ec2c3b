import CLibcurl
import Model
import Transport

/// One lane on the sampling thread: when to ask, what is under way, and what came of it.
final class LaneRunner {
  let lane: Lane
  private(set) var pools: [ConnectionPool]
  private let board: Board
  private let courier: Courier
  private let makePool: () -> ConnectionPool

  /// Requests under way, oldest first.
  private var underWay: [(transfer: ProbeTransfer, pool: ConnectionPool)] = []
  private var spare: [ProbeTransfer] = []
  private var sequence: UInt64 = 0
  private var lastGoodSequence: UInt64?
  private(set) var nextDue: MonotonicTime
  /// The last planned moment of the base schedule.
  private var beat: MonotonicTime
  private var sharesConnection = false
  private var failure: OpenOutage?
  /// The newest failed request: its kind sets the pace while an outage is open.
  private var latestFailure: (start: MonotonicTime, kind: SampleFailure.Kind)?
  private var alertUntil: MonotonicTime?
  /// The server that this lane asks, once it has asked.
  private(set) var authority: Substring?
  private var answerTimes = AnswerTimes()
  /// How many lanes fail just now.
  var lanesFailing = 1

  init(_ lane: Lane, board: Board, courier: Courier, start: MonotonicTime, makePool: @escaping () -> ConnectionPool) {
    self.lane = lane
    self.board = board
    self.courier = courier
    self.makePool = makePool
    pools = [makePool()]
    nextDue = start
    beat = start
    board.open(lane)
  }

  private var usesTLS: Bool { authority?.hasPrefix("https:") ?? true }
  private var pace: Pace {
    Pace(
      interval: lane.interval, fastInterval: lane.fastInterval, isHandshakeEach: lane.connection == .new && usesTLS)
  }
  private var pool: ConnectionPool { pools[pools.count - 1] }
  private var oldest: ProbeTransfer? { underWay.first?.transfer }

  // MARK: When.

  /// The next moment at which this lane has something to do.
  var nextDeadline: MonotonicTime {
    let timers = pools.compactMap(\.timerDue).min()
    let deadline = underWay.map(\.transfer.deadline).min()
    return [nextDue, deadline, timers].compactMap(\.self).min() ?? nextDue
  }

  /// Does all that is due at `now`.
  func run(at now: MonotonicTime) {
    for pool in pools { pool.driveTimer(now) }
    collectFinished()
    giveUpOverdue(now)
    if nextDue <= now { ask(now) }
    dropIdlePools()
  }

  private func ask(_ now: MonotonicTime) {
    let planned = nextDue
    replan(planned, now)
    renewUnansweredPool(now)
    makeRoom(now)
    guard underWay.count < inFlightLimit else { return skip(now, planned) }
    send(planned)
    collectFinished()
  }

  /// Sets the next moment: the next beat of the base schedule, or an earlier one while there is reason to look closely.
  private func replan(_ planned: MonotonicTime, _ now: MonotonicTime) {
    if beat <= now {
      let missed = (now - beat).wholeNanoseconds / max(1, lane.interval.wholeNanoseconds)
      beat += lane.interval * Int(missed + 1)
    }
    let interval = pace.interval(in: condition(now), answer: answerTimes.latest)
    if interval == lane.interval {
      nextDue = beat
    } else if interval < lane.interval {
      nextDue = min(beat, now + interval)
    } else {
      nextDue = now + interval
    }
  }

  private func condition(_ now: MonotonicTime) -> Pace.Condition {
    if let failure {
      let kind = isLeftWaiting(now) ? .timedOut : latestFailure?.kind ?? failure.failure.kind
      return .failing(kind, age: now - failure.start, lanesFailing: lanesFailing)
    }
    if let alertUntil, now < alertUntil { return .alert(lanesFailing: lanesFailing) }
    return isOverdue(now) ? .overdue : .good
  }

  /// Whether a request waits for longer than a kernel takes to refuse it: somebody listens again, and is busy starting. More
  /// connections would be more for it to do.
  private func isLeftWaiting(_ now: MonotonicTime) -> Bool {
    guard let oldest else { return false }
    return now - oldest.start > min(lane.interval / 2, .milliseconds(10))
  }

  /// Whether the oldest request takes unusually long: three intervals, or three times the usual answer.
  private func isOverdue(_ now: MonotonicTime) -> Bool {
    guard let oldest else { return false }
    return now - oldest.start > max(lane.interval * 3, answerTimes.usual * 3)
  }

  // MARK: The in-flight limit.

  private var inFlightLimit: Int { lane.inFlightLimit ?? (sharesConnection ? 64 : 16) }

  /// How long a request may stay under way before a newer one may take its place: at most 100 ms, and no longer than it
  /// takes to reach the limit at a hang's pace, so that samples keep coming evenly.
  private var patience: Duration { min(.milliseconds(100), lane.timeout / 2, lane.interval / 2 * (inFlightLimit - 1)) }

  /// Gives up the oldest request that has had its time and is no witness, if the limit is reached.
  ///
  /// Witnesses are the oldest request of all and the first one after each that was answered well: their timeouts prove a
  /// hang and date its beginning. The others only look for the end, which newer ones do better. A request given up opens no
  /// outage by itself, so a server that is only slow is never called down. A handshake is waited for, since another one
  /// would cost both sides more, and come later.
  private func makeRoom(_ now: MonotonicTime) {
    guard underWay.count >= inFlightLimit,
      let index = underWay.dropFirst().firstIndex(where: { !$0.transfer.isWitness && !$0.transfer.isShakingHands }),
      now - underWay[index].transfer.start > patience
    else { return }
    end(underWay.remove(at: index), now, .withdrawn)
  }

  private func skip(_ now: MonotonicTime, _ planned: MonotonicTime) {
    _ = board.change(lane.id) { $0.statistics.skipped += 1 }
    guard lane.deliversSamples else { return }
    courier.carry(
      Sample(
        lane: lane.id, sequence: sequence, start: now, end: now, outcome: .skipped, lateness: now - planned,
        requestWasSent: false, httpStatus: nil))
  }

  // MARK: Asking.

  private func send(_ planned: MonotonicTime) {
    let transfer = spare.popLast() ?? ProbeTransfer(lane: lane)
    transfer.reset()
    transfer.sequence = sequence
    transfer.isWitness = sequence == 0 || lastGoodSequence == sequence - 1
    prepare(transfer)
    sequence += 1
    let start = MonotonicTime.now()
    transfer.start = start
    transfer.deadline = start + lane.timeout
    transfer.lateness = start - planned
    let overdue = isOverdue(start)
    _ = board.change(lane.id) { page in
      page.isOverdue = overdue
      page.tracker.begin(start)
      page.statistics.lateness.record(start - planned)
    }
    underWay.append((transfer, pool))
    pool.start(transfer)
  }

  private func prepare(_ transfer: ProbeTransfer) {
    switch lane.request {
    case .same(let request): authority = authority ?? request.authority
    case .numbered(let make):
      let request = make(sequence)
      transfer.ask(request)
      moveIfNeeded(to: request.authority)
    }
  }

  /// The server has another address from now on: what the old one's connections do says nothing about the new one.
  private func moveIfNeeded(to new: Substring) {
    guard authority != new else { return }
    if authority != nil { renewPool() }
    authority = new
  }

  /// A connection attempt that hangs must not hold up every later request: pools that never answered are replaced. More
  /// seldom where somebody has accepted it and only the handshake hangs: it will be answered before any newer one.
  private func renewUnansweredPool(_ now: MonotonicTime) {
    guard lane.connection == .kept, usesTLS, !pool.hasAnswered, pool.underWay > 0 else { return }
    let age = failure.map { now - $0.start } ?? .zero
    let isAccepted = underWay.contains { $0.pool === pool && $0.transfer.isShakingHands }
    if now - pool.created > max(.milliseconds(50), age / (isAccepted ? 20 : 100)) { renewPool() }
  }

  private func renewPool() { pools.append(makePool()) }

  private func dropIdlePools() {
    guard pools.count > 1 else { return }
    let current = pool
    pools.removeAll { $0 !== current && $0.underWay == 0 }
  }

  // MARK: Endings.

  func handle(_ event: EventQueue.Event, from pool: ConnectionPool) {
    pool.handle(event)
    collectFinished()
  }

  private func collectFinished() {
    for pool in pools {
      while let (transfer, code) = pool.nextFinished() { finish(transfer, pool, code) }
    }
  }

  private func finish(_ transfer: ProbeTransfer, _ pool: ConnectionPool, _ code: CURLcode) {
    let now = MonotonicTime.now()
    underWay.removeAll { $0.transfer === transfer }
    if code == CURLE_OK {
      pool.hasAnswered = true
      sharesConnection = transfer.sharesConnection
      noteSocket(transfer)
    }
    let outcome = outcome(of: transfer, code)
    record(transfer, now, outcome)
    if outcome == .withdrawn { nextDue = now }
  }

  private func outcome(of transfer: ProbeTransfer, _ code: CURLcode) -> SampleOutcome {
    guard code == CURLE_OK else {
      if transfer.easy.failure(for: code) == .reset && transfer.mayBeAskedAnew { return .withdrawn }
      return .failed(SampleFailure(transfer.easy.failure(for: code), transfer.easy.message(for: code)))
    }
    let status = transfer.httpStatus ?? 0
    guard lane.expectation.accepts(status) else { return .failed(SampleFailure(.status, "status \(status)")) }
    if let wanted = lane.expectation.bodyContains, !String(decoding: transfer.body, as: UTF8.self).contains(wanted) {
      return .failed(SampleFailure(.body, "the body does not contain \(wanted.debugDescription)"))
    }
    return .good
  }

  private func giveUpOverdue(_ now: MonotonicTime) {
    while let index = underWay.firstIndex(where: { $0.transfer.deadline <= now }) {
      let flight = underWay.remove(at: index)
      // A kept connection that has gone dead must not be measured for ever.
      if flight.pool === pool && lane.connection == .kept { renewPool() }
      let what = flight.transfer.requestWasSent ? "answer" : "connection"
      end(flight, now, .failed(SampleFailure(SampleFailure.Kind.timedOut, "no \(what) within \(lane.timeout)")))
    }
  }

  private func end(
    _ flight: (transfer: ProbeTransfer, pool: ConnectionPool), _ now: MonotonicTime, _ outcome: SampleOutcome
  ) {
    flight.pool.remove(flight.transfer)
    record(flight.transfer, now, outcome)
  }

  private func record(_ transfer: ProbeTransfer, _ end: MonotonicTime, _ outcome: SampleOutcome) {
    if spare.count < 8 { spare.append(transfer) }
    let overdue = isOverdue(end)
    let edges = board.change(lane.id) { page in
      page.isOverdue = overdue
      return page.record(Observation(transfer.start, end, outcome.verdict))
    }
    note(outcome, of: transfer, end)
    if lane.deliversSamples { courier.carry(sample(transfer, end, outcome)) }
    for edge in edges ?? [] { announce(edge, end) }
  }

  private func note(_ outcome: SampleOutcome, of transfer: ProbeTransfer, _ end: MonotonicTime) {
    switch outcome {
    case .good:
      answerTimes.note(end - transfer.start, isGood: true)
      lastGoodSequence = transfer.sequence
      underWay.first { $0.transfer.sequence > transfer.sequence }?.transfer.isWitness = true
    case .failed(let failure):
      if failure.kind == .status || failure.kind == .body { answerTimes.note(end - transfer.start, isGood: false) }
      if let latestFailure, latestFailure.start > transfer.start { return }
      latestFailure = (transfer.start, failure.kind)
    case .withdrawn, .skipped: break
    }
  }

  private func sample(_ transfer: ProbeTransfer, _ end: MonotonicTime, _ outcome: SampleOutcome) -> Sample {
    Sample(
      lane: lane.id, sequence: transfer.sequence, start: transfer.start, end: end, outcome: outcome,
      lateness: transfer.lateness, requestWasSent: transfer.requestWasSent, httpStatus: transfer.httpStatus)
  }

  private func announce(_ edge: OutageEdge, _ now: MonotonicTime) {
    switch edge {
    case .began(let outage):
      failure = outage
      nextDue = min(nextDue, now)
      courier.carry(.outageBegan(lane.id, at: outage.start, outage.failure))
    case .ended(let outage):
      failure = nil
      nextDue = max(beat, now)
      courier.carry(.outageEnded(lane.id, outage))
    }
  }

  // MARK: The tripwire.

  /// Called with each socket whose end should be noticed at once, and whom it leads to.
  var watchForEnd: ((Int32, Substring) -> Void)?

  private func noteSocket(_ transfer: ProbeTransfer) {
    guard lane.tripwire, lane.connection == .kept, let authority, let socket = transfer.openedSocket else { return }
    watchForEnd?(socket, authority)
  }

  /// An idle connection to this lane's server died: look at once, and closely for two intervals.
  func trip(at now: MonotonicTime) {
    guard lane.tripwire, failure == nil else { return }
    _ = board.change(lane.id) { $0.tracker.trip(at: now) }
    // A server that closes every connection after its answer must not drive the lane to its fastest pace for good.
    if let alertUntil, now - alertUntil < .seconds(1) { return }
    alertUntil = now + lane.interval * 2
    nextDue = now
  }

  // MARK: The sampler's own absence.

  /// The thread did not run for `gap`: what is under way gets that time on top, since nobody was there to hear the answer.
  func extendDeadlines(by gap: Duration) {
    for flight in underWay { flight.transfer.deadline += gap }
  }

  /// Ends all that is under way, without a verdict.
  func stop() {
    let now = MonotonicTime.now()
    for flight in underWay { end(flight, now, .withdrawn) }
    underWay.removeAll()
    for edge in board.change(lane.id, { $0.tracker.finish() }) ?? [] { announce(edge, now) }
  }

  var isFailing: Bool { failure != nil }
  func owns(_ identifier: UInt32) -> ConnectionPool? { pools.first { $0.identifier == identifier } }

  func reportHealth() {
    if let statistics = board.read(lane.id, \.statistics) { courier.carry(.health(lane.id, statistics)) }
  }
}

extension Board.Page {
  fileprivate mutating func record(_ observation: Observation) -> [OutageEdge] {
    switch observation.verdict {
    case .none: statistics.withdrawn += 1
    case .failed:
      statistics.samples += 1
      statistics.failed += 1
    case .good:
      statistics.samples += 1
      statistics.latency.record(observation.end - observation.start)
    }
    return tracker.complete(observation)
  }
}

extension SampleOutcome {
  fileprivate var verdict: Observation.Verdict {
    switch self {
    case .good: .good
    case .failed(let failure): .failed(failure)
    case .withdrawn, .skipped: .none
    }
  }
}

extension SampleFailure {
  fileprivate init(_ failure: TransferFailure, _ detail: String) {
    let kind: Kind =
      switch failure {
      case .refused: .refused
      case .reset: .reset
      case .unreachable: .unreachable
      case .timedOut: .timedOut
      case .tls: .tls
      case .dns: .dns
      case .badRequest, .other: .other
      }
    self.init(kind, detail)
  }
}
