public import Model

/// Folds a lane's samples into outages. A pure value: it reads no clock and does no I/O.
///
/// Samples finish out of order, and a hung one is known to have failed only long after later ones were answered. So each
/// sample is laid at its *effective* moment and folded only when nothing that is still under way can come before it:
///
///     failed                 its start: the server was already not answering then
///     good                   its start: it was served as soon as it was asked
///     good but slow          its end: a frozen server that wakes answers old requests; it was not up when they were asked
///
/// Slow is what takes over four times the usual (a running mean of good answers), but at least `promptWithin`, and at most
/// `slowAfter`. While all is well this changes nothing; it only decides where an outage ends.
///
/// An outage runs from the first failed moment to the first good one after it. A request that was given up before its
/// timeout opens none; but if the next verdict is a timeout, the hang began with it.
///
/// *Hangs.* When a server stops, a request may already lie with it unserved while one that was asked a moment later has
/// just been answered. By the letter that is a tiny outage before the real one. So two hangs no further apart than
/// `joinWithin` are one, and a hang's end is told only when that time has passed.
///
/// *Tripwire.* `trip(at:)` notes that an idle connection died. That alone is no outage, since servers and load balancers
/// close idle connections. If the next request started after it fails, the outage began at the trip; if it is good, the
/// trip meant nothing.
///
/// *Unobserved spans.* While the harness did not run, it could neither see nor answer. A failure whose request was under
/// way mostly in such spans opens no outage: the server may have given up on a silent client. The next sample will open
/// it, if there is one. A timeout counts, since it is counted in time that was observed. An outage with an edge that may
/// lie in such a span is marked uncertain.
public struct OutageTracker: Sendable {
  /// Outages that have ended, oldest first.
  public private(set) var outages: [Outage] = []
  public private(set) var open: OpenOutage?
  /// Spans in which the harness did not look, oldest first, joined where they touch.
  public private(set) var unobservedSpans: [TimeSpan] = []
  /// The first good moment of the current unbroken good stretch, `nil` while failing or before the first good sample.
  public private(set) var goodSince: MonotonicTime?
  /// The latest good moment that is known.
  public private(set) var lastGood: MonotonicTime?
  /// Failures in a row, up to the last one that was folded.
  public private(set) var consecutiveFailures = 0

  /// A hang that seems to have ended, and what it was before.
  private struct Held: Sendable {
    let outage: Outage
    let open: OpenOutage
  }

  private let joinWithin: Duration
  private let promptWithin: Duration
  private let slowAfter: Duration
  private var usualLatency = Duration.zero
  /// Starts of the requests under way, oldest first.
  private var underWay: [MonotonicTime] = []
  /// Finished samples in the order of their effective moments, not yet folded.
  private var waiting: [Finished] = []
  private var held: Held?
  private var lastFailureIsHang = false
  private var trip: MonotonicTime?
  /// The first request since the last good moment that was given up without an answer.
  private var firstUnanswered: MonotonicTime?

  /// - Parameters:
  ///   - joinWithin: hangs this close together are one; two of the lane's intervals by default.
  ///   - promptWithin: an answer this quick is never slow; half the lane's interval by default.
  ///   - slowAfter: an answer that took longer is always slow.
  public init(
    joinWithin: Duration = .milliseconds(20), promptWithin: Duration = .milliseconds(5),
    slowAfter: Duration = .milliseconds(50)
  ) {
    self.joinWithin = joinWithin
    self.promptWithin = promptWithin
    self.slowAfter = max(promptWithin, slowAfter)
  }

  /// A request was sent. Starts never go backwards.
  public mutating func begin(_ start: MonotonicTime) { underWay.append(start) }

  /// A request that began has ended.
  ///
  /// - Returns: the edges that are now certain, in order. Those of an outage that is still hidden behind a request under
  ///   way come with that request's end, at the latest one timeout later.
  public mutating func complete(_ observation: Observation) -> [OutageEdge] {
    if let index = underWay.firstIndex(of: observation.start) { underWay.remove(at: index) }
    wait(Finished(observation, isSlow: isSlow(observation)))
    return settle()
  }

  /// An idle connection to the server died.
  public mutating func trip(at time: MonotonicTime) {
    if open == nil && trip == nil { trip = time }
  }

  /// The harness did not run during `span`.
  public mutating func markUnobserved(_ span: TimeSpan) {
    guard let last = unobservedSpans.last, last.overlaps(span) else { return unobservedSpans.append(span) }
    unobservedSpans[unobservedSpans.count - 1] = TimeSpan(min(last.start, span.start), max(last.end, span.end))
  }

  /// Nothing more will come: tells what was held back.
  public mutating func finish() -> [OutageEdge] { settleHeld() }

  /// Up to when everything is decided: no request that started earlier is under way.
  public var decidedUntil: MonotonicTime? { underWay.first }

  /// The end of the stretch that is confirmed good, `nil` while failing.
  public var goodUntil: MonotonicTime? {
    guard goodSince != nil, let lastGood else { return nil }
    return underWay.first.map { min($0, lastGood) } ?? lastGood
  }

  /// What is known about the span from `from` to `to`.
  public func standing(from: MonotonicTime, to: MonotonicTime) -> Standing {
    let span = TimeSpan(from, to)
    if let open, open.start < to { return .failing }
    let ended = outages + (held.map { [$0.outage] } ?? [])
    if ended.contains(where: { $0.start < to && from < $0.end }) { return .failing }
    if waiting.contains(where: { $0.observation.isFailure && $0.moment >= from && $0.moment < to }) { return .failing }
    guard let firstGood, firstGood <= from, let goodUntil, to <= goodUntil else { return .undecided }
    return unobservedSpans.contains { $0.overlaps(span) } ? .unobserved : .good
  }

  // MARK: Order.

  private var firstGood: MonotonicTime?

  /// A finished sample and its effective moment.
  private struct Finished: Sendable {
    let observation: Observation
    let isSlow: Bool
    let moment: MonotonicTime

    init(_ observation: Observation, isSlow: Bool) {
      self.observation = observation
      self.isSlow = isSlow
      moment = isSlow ? observation.end : observation.start
    }
  }

  private mutating func isSlow(_ observation: Observation) -> Bool {
    guard observation.verdict == .good else { return false }
    let latency = observation.end - observation.start
    let isSlow = latency > min(slowAfter, max(promptWithin, usualLatency * 4))
    // One late answer counts no more than twice the usual, so that an outage does not pass for the usual.
    usualLatency = usualLatency == .zero ? latency : (usualLatency * 15 + min(latency, usualLatency * 2)) / 16
    return isSlow
  }

  private mutating func wait(_ finished: Finished) {
    let index = waiting.lastIndex { $0.moment <= finished.moment }
    waiting.insert(finished, at: index.map { $0 + 1 } ?? 0)
  }

  private mutating func settle() -> [OutageEdge] {
    let oldest = underWay.first
    let settled = waiting.prefix { finished in oldest.map { finished.moment <= $0 } ?? true }
    waiting.removeFirst(settled.count)
    return settled.flatMap { fold($0) }
  }

  // MARK: The fold.

  private mutating func fold(_ finished: Finished) -> [OutageEdge] {
    switch finished.observation.verdict {
    case .none: foldUnanswered(finished.observation)
    case .failed(let failure): foldFailure(finished.observation, failure)
    case .good: foldGood(finished)
    }
  }

  private mutating func settleHeld() -> [OutageEdge] {
    guard let held else { return [] }
    self.held = nil
    outages.append(held.outage)
    return [.ended(held.outage)]
  }

  /// Within an outage, a request given up is one more that was not answered. Before one it tells nothing yet.
  private mutating func foldUnanswered(_ observation: Observation) -> [OutageEdge] {
    if open == nil { firstUnanswered = firstUnanswered ?? observation.start }
    open?.lastFailure = observation.start
    return []
  }

  private mutating func foldFailure(_ observation: Observation, _ failure: SampleFailure) -> [OutageEdge] {
    let isHang = failure.kind == .timedOut
    if open == nil && !isHang && wasMostlyUnobserved(TimeSpan(observation.start, observation.end)) { return [] }
    lastFailureIsHang = isHang
    consecutiveFailures += 1
    if open == nil && isHang { rejoin(observation.start) }
    if open != nil {
      open?.lastFailure = observation.start
      return []
    }
    let ended = settleHeld()
    goodSince = nil
    let outage = opening(observation, failure)
    trip = nil
    firstUnanswered = nil
    open = outage
    return ended + [.began(outage)]
  }

  /// Takes up the held outage again if the next hang came soon after it.
  private mutating func rejoin(_ start: MonotonicTime) {
    guard let held, start <= held.outage.end + joinWithin else { return }
    self.held = nil
    open = held.open
    goodSince = nil
    firstUnanswered = nil
  }

  private func opening(_ observation: Observation, _ failure: SampleFailure) -> OpenOutage {
    let tripped = trip.flatMap { $0 <= observation.start ? $0 : nil }
    let unanswered = failure.kind == .timedOut ? firstUnanswered : nil
    let start = max(tripped ?? unanswered ?? observation.start, lastGood ?? MonotonicTime(nanoseconds: 0))
    return OpenOutage(
      start: start, startResolution: tripped == nil ? start - (lastGood ?? start) : .zero,
      isUncertain: wasUnobserved(TimeSpan(lastGood ?? start, start)), failure: failure, lastFailure: observation.start)
  }

  private mutating func foldGood(_ finished: Finished) -> [OutageEdge] {
    let moment = finished.moment
    consecutiveFailures = 0
    firstUnanswered = nil
    if let trip, trip <= finished.observation.start { self.trip = nil }
    lastGood = max(lastGood ?? moment, moment)
    firstGood = firstGood ?? moment
    goodSince = goodSince ?? moment
    if let held, moment > held.outage.end + joinWithin { return settleHeld() }
    guard let open else { return [] }
    self.open = nil
    held = Held(outage: closing(open, at: moment, isSlow: finished.isSlow), open: open)
    return lastFailureIsHang && joinWithin > .zero ? [] : settleHeld()
  }

  private func closing(_ open: OpenOutage, at moment: MonotonicTime, isSlow: Bool) -> Outage {
    let sinceFailure = moment - open.lastFailure
    return Outage(
      start: open.start, end: moment, startResolution: open.startResolution,
      endResolution: isSlow ? min(sinceFailure, slowAfter) : sinceFailure,
      isUncertain: open.isUncertain || wasUnobserved(TimeSpan(open.lastFailure, moment)), failure: open.failure)
  }

  private func wasMostlyUnobserved(_ span: TimeSpan) -> Bool {
    let overlaps = unobservedSpans.reversed().prefix { $0.end > span.start }.filter { $0.start < span.end }
    let unobserved = overlaps.reduce(Duration.zero) { $0 + (min($1.end, span.end) - max($1.start, span.start)) }
    return unobserved * 2 > span.duration
  }

  private func wasUnobserved(_ span: TimeSpan) -> Bool {
    let latest = unobservedSpans.lastIndex { $0.start <= span.end }
    return latest.map { unobservedSpans[$0].overlaps(span) } ?? false
  }
}

extension Observation {
  fileprivate var isFailure: Bool {
    if case .failed = verdict { true } else { false }
  }
}
