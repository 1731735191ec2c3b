import Model

/// How far apart samples are.
///
///     all good                       interval
///     a request overdue              interval ÷ 2
///     a tripwire has just tripped    fastInterval × lanes failing
///     failing, refused or reset      fastInterval × lanes failing, or 1/2000 of the outage's age; at most interval
///     failing, answered (500, …)     interval ÷ 2
///     failing, not answered          interval ÷ 2, or 3/1000 of the outage's age; at most 250 ms or interval
///
/// A server that answers late has more to do than it can: asked at the same rate, or a higher one, it would never catch up. So,
/// unless it refuses, samples are never closer together than an eighth of the time that its latest answers took, or half of that
/// time where each is a handshake; at most 250 ms or interval. A server that hangs gives no answers, and is not taken for one
/// that is late.
///
/// Where every request is a TLS handshake of its own, only a refused one is cheap: after a trip or a reset such a lane keeps
/// interval ÷ 2, and a hang is sampled at 1/100 of its age.
///
/// So an outage is measured to a small share of its length, while a server that is down or coming back is not flooded: what
/// a stopped apiserver must work off when it wakes grows with the logarithm of the outage. A hang's end is sampled only
/// twice as fast as its beginning, since a finer end beside a coarse start adds load and a bias, not accuracy.
struct Pace: Sendable {
  let interval: Duration
  let fastInterval: Duration
  /// Whether each request costs the server a TLS handshake.
  let isHandshakeEach: Bool

  enum Condition: Hashable, Sendable {
    case good
    case overdue
    case alert(lanesFailing: Int)
    /// - Parameter lanesFailing: how many lanes share what may be spent on fast samples, this one included.
    case failing(SampleFailure.Kind, age: Duration, lanesFailing: Int)
  }

  /// - Parameter answer: how long the server's latest answers took.
  func interval(in condition: Condition, answer: Duration) -> Duration {
    switch condition {
    case .alert, .failing(.refused, _, _), .failing(.reset, _, _): wanted(in: condition)
    default: max(wanted(in: condition), relief(answer))
    }
  }

  private func relief(_ answer: Duration) -> Duration { min(answer / (isHandshakeEach ? 2 : 8), longest) }

  private func wanted(in condition: Condition) -> Duration {
    switch condition {
    case .good: interval
    case .overdue: interval / 2
    case .alert where isHandshakeEach, .failing(.reset, _, _) where isHandshakeEach: interval / 2
    case .alert(let lanes): min(interval, fastInterval * lanes)
    case .failing(.refused, let age, let lanes), .failing(.reset, let age, let lanes):
      min(interval, max(fastInterval * lanes, age / 2000))
    case .failing(.status, _, _), .failing(.body, _, _): interval / 2
    case .failing(_, let age, _): unanswered(age)
    }
  }

  private func unanswered(_ age: Duration) -> Duration {
    let share = isHandshakeEach ? age / 100 : age * 3 / 1000
    return min(max(interval / 2, share), longest)
  }

  private var longest: Duration { max(interval, .milliseconds(250)) }
}
