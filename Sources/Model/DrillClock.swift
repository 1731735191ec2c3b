public import Foundation

/// The time that the engine and the recoveries live by, handed in so that tests can turn it by hand.
public protocol DrillClock: Sendable {
  func now() -> MonotonicTime
  /// For people; never used to measure.
  func wall() -> Date
  /// - Throws: `CancellationError` when the drill is interrupted.
  func sleep(until time: MonotonicTime) async throws

  /// Does `work` to its end, in this clock's time, also where the drill is interrupted meanwhile.
  func toTheEnd<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value
}

extension DrillClock {
  public func toTheEnd<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
    await uncancelled(work)
  }
}

public struct SystemClock: DrillClock {
  public init() {}

  public func now() -> MonotonicTime { .now() }
  public func wall() -> Date { Date() }

  public func sleep(until time: MonotonicTime) async throws {
    let left = time - now()
    if left > .zero { try await Task.sleep(for: left, tolerance: .zero, clock: .continuous) }
    try Task.checkCancellation()
  }
}
