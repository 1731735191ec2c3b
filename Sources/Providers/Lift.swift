public import Model

/// A command that a machine runs by itself to take a fault out: an argument vector with nothing left to look up.
public struct LiftCommand: Hashable, Sendable, Codable {
  public var arguments: [String]

  public init(_ arguments: [String]) { self.arguments = arguments }
}

/// What a machine knows a way out of by itself.
public enum LiftedTrouble: Hashable, Sendable {
  case crashLoop(Component)
  case stopped(Component)
  /// By SIGSTOP, as a fault on its disk does while it works: nothing else would ever wake it.
  case frozen(Component)
  /// Something that a drill's own command did, with the command that takes it back.
  case command(undo: [String])
}

/// The dead man's switch: a timer on the machine that takes a fault out when nobody comes back to do it.
extension Machine {
  public func lifts(of trouble: LiftedTrouble) -> [LiftCommand] { [] }

  public func arm(
    _ commands: [LiftCommand], as mark: String, after delay: Duration
  ) async throws(ProviderError) {
    throw .unsupported(what: "timers on its machines", remedy: "choose another fault, or another provider")
  }

  public func disarm(_ mark: String) async throws(ProviderError) {}
}
