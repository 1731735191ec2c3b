public import Foundation
public import Model
import Synchronization

/// A clock that stands still until it is turned: by hand with `advance`, or by `drive`, which turns it to the next sleeper
/// whenever nobody has anything left to do.
public final class ManualClock: DrillClock {
  private struct Sleeper {
    var until: MonotonicTime
    var continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now: MonotonicTime
    var sleepers: [Int: Sleeper] = [:]
    var nextID = 0
    var onSleep: (@Sendable () -> Void)?
    /// Where the turns are taken while it is driven.
    var turns: (any TaskExecutor)?
  }

  /// Somebody slept for longer than any test has use for: most likely a loop that never ends.
  public struct RanAway: Error {}

  /// The moment at which it was made.
  public let start: MonotonicTime
  private let limit: MonotonicTime
  private let stride: Duration
  private let state: Mutex<State>

  /// - Parameter stride: the least that it is turned to wake the next sleeper; they wake late then, as on a busy machine.
  public init(
    start: MonotonicTime = MonotonicTime(nanoseconds: 1_000_000_000_000), limit: Duration = .seconds(1_000),
    stride: Duration = .zero
  ) {
    self.start = start
    self.limit = start + limit
    self.stride = stride
    state = Mutex(State(now: start))
  }

  public func now() -> MonotonicTime { state.withLock(\.now) }
  public func wall() -> Date { wall(at: elapsed) }
  public func wall(at seconds: Double) -> Date { Date(timeIntervalSince1970: 1_700_000_000 + seconds) }

  /// Seconds since it was made.
  public var elapsed: Double { (now() - start).seconds }
  public var sleepers: Int { state.withLock { $0.sleepers.count } }

  public func sleep(until time: MonotonicTime) async throws {
    guard time <= limit else { throw RanAway() }
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let (isDue, onSleep) = state.withLock { state in
          if time > state.now { state.sleepers[id] = Sleeper(until: time, continuation: continuation) }
          return (time <= state.now, state.onSleep)
        }
        if isDue { continuation.resume() }
        if Task.isCancelled { cancel(id) }
        onSleep?()
      }
    } onCancel: {
      cancel(id)
    }
    try Task.checkCancellation()
  }

  /// - Parameter action: called whenever somebody has fallen asleep.
  func onSleep(_ action: (@Sendable () -> Void)?) { state.withLock { $0.onSleep = action } }

  public func toTheEnd<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
    await Task(executorPreference: state.withLock(\.turns)) { await work() }.value
  }

  func takeTurns(on executor: (any TaskExecutor)?) { state.withLock { $0.turns = executor } }

  private func cancel(_ id: Int) {
    state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
  }

  public func advance(by duration: Duration) { advance(to: now() + duration) }

  /// Wakes everybody who is due, in the order in which they wanted to wake, and then in which they fell asleep.
  public func advance(to time: MonotonicTime) {
    let due = state.withLock { state in
      state.now = max(state.now, time)
      let due = state.sleepers.filter { $0.value.until <= state.now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.sorted { ($0.value.until, $0.key) < ($1.value.until, $1.key) }
    }
    for (_, sleeper) in due { sleeper.continuation.resume() }
  }

  /// - Returns: false when nobody sleeps.
  public func advanceToNextSleeper() -> Bool {
    guard let next = state.withLock({ $0.sleepers.values.map(\.until).min() }) else { return false }
    advance(to: max(next, now() + stride))
    return true
  }
}
