/// What the spans in which the harness could not look leave open: how much earlier, or later, than measured something may
/// really have been. A measure is certain where both are zero.
struct Doubt {
  static let none = Doubt()

  var early = 0.0
  var late = 0.0
}

extension Grader {
  /// The longest pause between two looks at the cluster's insides, with the answer's own time.
  private static let lookGap = 0.5

  /// Parts of the unobserved spans between two moments.
  func blind(from start: Double, to end: Double) -> [Span] {
    history.unobserved.map { Span(start: max($0.start, start), end: min($0.end, end)) }.filter { $0.end > $0.start }
  }

  func blindSeconds(from start: Double, to end: Double) -> Double {
    blind(from: start, to: end).map(\.seconds).reduce(0, +)
  }

  // MARK: what was measured

  /// The monitor could have fired as soon as nobody looked.
  func doubtOfDetection(_ measured: Double) -> Doubt {
    guard let faultAt = history.faultAt else { return .none }
    let detected = faultAt + measured
    let first = blind(from: faultAt, to: detected).map(\.start).min()
    return Doubt(early: first.map { detected - $0 } ?? 0)
  }

  /// Earlier, if a lane may have been good unseen before its stable window; later, if one may have failed unseen within it.
  func doubtOfRecovery(_ measured: Double) -> Doubt {
    guard let faultAt = history.faultAt, let stable = history.stable, let freshness = history.freshness else {
      return .none
    }
    let recovered = faultAt + measured
    let down = lastSeenDown(before: stable.start, since: faultAt)
    let goodSince = blind(from: down, to: stable.start).isEmpty ? stable.start : down
    let fresh = freshness.at - (stable.start - goodSince) - blindSeconds(from: faultAt, to: freshness.at)
    let lastBlind = blind(from: recovered, to: stable.end).map(\.end).max()
    return Doubt(early: max(0, recovered - max(goodSince, fresh, faultAt)), late: lastBlind.map { $0 - recovered } ?? 0)
  }

  /// The harness looks for milestones a few times a second. One that it found right after it could not look may have come
  /// as soon as nobody looked.
  func doubt(of milestone: Milestone, _ measured: Double) -> Doubt {
    guard milestone != .detected else { return doubtOfDetection(measured) }
    guard let faultAt = history.faultAt, milestone != .decided else { return .none }
    let at = faultAt + measured
    let hidden = blind(from: faultAt, to: at).filter { $0.end >= at - Self.lookGap }.map(\.start).min()
    return Doubt(early: hidden.map { at - $0 } ?? 0)
  }

  /// An outage may have gone unseen, and the edge of one that was seen may lie anywhere in an unobserved span.
  func doubtOfOutage(_ outage: OutageMeasure) -> Doubt {
    guard let faultAt = history.faultAt else { return .none }
    let seconds = blindSeconds(from: faultAt, to: history.stable?.end ?? history.lookedUntil)
    return Doubt(early: outage.uncertain ? seconds : 0, late: seconds)
  }

  /// The last moment before `end` at which a lane was certainly failing; an outage whose edge is uncertain may have ended as
  /// soon as nobody looked.
  private func lastSeenDown(before end: Double, since faultAt: Double) -> Double {
    let moments = plan.requiredLanes.flatMap { history.outages[$0.id] ?? [] }.filter { $0.span.start < end }.map {
      outage in
      let seen = min(outage.span.end, end)
      let hidden = outage.uncertain ? blind(from: outage.span.start, to: seen).map(\.start).max() : nil
      return hidden ?? seen
    }
    return max(faultAt, moments.max() ?? faultAt)
  }

  // MARK: what was not

  /// Whether the monitor could have fired in time without being seen.
  func mayHaveDetected(within target: Double) -> Bool {
    history.faultAt.map { !blind(from: $0, to: $0 + target).isEmpty } ?? false
  }

  /// A milestone is a state: whoever looked later would still have seen it, so only blindness to the end hides it.
  func mayHaveReached(_ milestone: Milestone, within target: Double) -> Bool {
    guard milestone != .detected else { return mayHaveDetected(within: target) }
    guard let faultAt = history.faultAt, milestone != .decided else { return false }
    return blind(from: faultAt, to: history.lookedUntil).contains {
      $0.end >= history.lookedUntil - Self.lookGap && $0.start <= faultAt + target
    }
  }

  /// Whether a stable window could have begun in time without being seen: a span without a failure, long enough for one,
  /// that was partly unobserved.
  func mayHaveRecovered(within target: Double) -> Bool {
    guard let faultAt = history.faultAt, history.stable == nil, history.recoveryFailure == nil, ledgerIntact,
      history.freshness?.proved != false
    else { return false }
    return spansWithoutFailure(from: faultAt, to: history.lookedUntil).contains { span in
      span.start <= faultAt + target && span.seconds >= plan.drill.recovery.stable.seconds
        && !blind(from: span.start, to: span.end).isEmpty
    }
  }

  private func spansWithoutFailure(from start: Double, to end: Double) -> [Span] {
    let failing = plan.requiredLanes.flatMap { history.outages[$0.id] ?? [] }.map(\.span).sorted { $0.start < $1.start }
    var spans: [Span] = []
    var since = start
    for outage in failing where outage.end > since {
      if outage.start > since { spans.append(Span(start: since, end: min(outage.start, end))) }
      since = outage.end
    }
    return (spans + [Span(start: since, end: end)]).filter { $0.seconds > 0 }
  }
}
