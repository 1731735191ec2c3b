import Model
public import Providers
import Synchronization

/// A dead man's switch that nobody's time sets off.
extension FakeMachine {
  /// Names of the timers that are armed, with what they would run.
  public var timers: [String: [LiftCommand]] { state.withLock(\.timers) }

  public func lifts(of trouble: LiftedTrouble) -> [LiftCommand] {
    switch trouble {
    case .frozen(let component) where wakes.contains(component): [LiftCommand(["wake", component.rawValue])]
    case .command(let undo): [LiftCommand(undo)]
    default: []
    }
  }

  public func arm(_ commands: [LiftCommand], as mark: String, after delay: Duration) async throws(ProviderError) {
    try requirePower("arm a timer")
    calls.note("\(name): arm after \(delay.seconds) s")
    state.withLock { $0.timers[mark] = commands }
  }

  public func disarm(_ mark: String) async throws(ProviderError) {
    // As with a real command, a cancelled task makes it fail.
    if Task.isCancelled { throw .system(doing: "take a timer back", reason: "cancelled") }
    calls.note("\(name): disarm")
    state.withLock { $0.timers[mark] = nil }
  }
}
