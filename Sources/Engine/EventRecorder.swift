public import Model
import Synchronization

/// Gives each event its times and hands it on. The first event sets the drill's origin.
public final class EventRecorder: Sendable {
  private let clock: any DrillClock
  private let origin: MonotonicTime
  private let sink: @Sendable (Event) -> Void

  public init(clock: any DrillClock, sink: @escaping @Sendable (Event) -> Void) {
    self.clock = clock
    origin = clock.now()
    self.sink = sink
  }

  public func emit(_ body: Event.Body) {
    sink(Event(at: offset(clock.now()), wall: clock.wall(), body: body))
  }

  /// Seconds from the drill's beginning to `time`.
  public func offset(_ time: MonotonicTime) -> Double {
    (time - origin).seconds
  }
}
