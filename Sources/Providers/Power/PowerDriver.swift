public import Model

/// Switches one machine on and off from outside. One type for each infrastructure, and nothing above it knows which.
///
/// Every call returns when the infrastructure says that the state is reached, and is safe to repeat: a machine that is
/// off already stays so.
public protocol PowerDriver: Sendable {
  /// For people: `EC2 instance i-0abc in eu-central-1`.
  var summary: String { get }
  /// How close ``powerOff()`` comes to a power cut: not every infrastructure can keep a system from noticing.
  var powerCutFidelity: Fidelity { get }

  /// Whether something else may switch it on again or make it anew: a group, an alarm, whatever stands behind a command.
  var mayBeWatchedOver: Bool { get }

  /// Returns where the machine is there and this driver can carry out `order` and, of one that stays, switch it on again. Nothing
  /// is changed.
  func preflight(for order: PowerOrder) async throws(ProviderError)

  func state() async throws(ProviderError) -> PowerState
  /// The system gets a signal and time; after `grace` the power is cut.
  func shutDown(grace: Duration) async throws(ProviderError)
  /// Nothing on the machine gets any time.
  func powerOff() async throws(ProviderError)
  func powerOn() async throws(ProviderError)
  /// Removes it for good.
  func terminate() async throws(ProviderError)

  // MARK: what only some can do

  /// Whether the machine can be let stand still; the next four calls are offered then.
  var canPause: Bool { get }
  func isPaused() async throws(ProviderError) -> Bool
  func pause() async throws(ProviderError)
  func resume() async throws(ProviderError)
  /// Whether the machine's disk has that file, also while it stands still.
  func holds(_ path: String) async throws(ProviderError) -> Bool

  /// Whether the machine can be taken off its networks; the next three calls are offered then.
  var canUnplug: Bool { get }
  func cables() async throws(ProviderError) -> [Cable]
  func unplug(_ cables: [Cable]) async throws(ProviderError)
  func plug(_ cables: [Cable]) async throws(ProviderError)
}

extension PowerDriver {
  public var canPause: Bool { false }
  public func isPaused() async throws(ProviderError) -> Bool { false }
  public func pause() async throws(ProviderError) { throw .notOffered("machines that stand still") }
  public func resume() async throws(ProviderError) { throw .notOffered("machines that stand still") }
  public func holds(_ path: String) async throws(ProviderError) -> Bool { throw .notOffered("a look at its disk") }

  public var canUnplug: Bool { false }
  public func cables() async throws(ProviderError) -> [Cable] { throw .notOffered("network cables to pull") }
  public func unplug(_ cables: [Cable]) async throws(ProviderError) { throw .notOffered("network cables to pull") }
  public func plug(_ cables: [Cable]) async throws(ProviderError) { throw .notOffered("network cables to pull") }
}

extension PowerDriver {
  public var powerCutFidelity: Fidelity { .real }
  public var mayBeWatchedOver: Bool { true }

  public func preflight(for order: PowerOrder) async throws(ProviderError) {
    guard try await state() != .gone else { throw .isGone(summary) }
  }
}

/// What a driver is to be asked for.
public enum PowerOrder: Hashable, Sendable, CaseIterable {
  case powerOff
  case shutDown
  case terminate
}

public enum PowerState: Hashable, Sendable {
  /// `start` names this start, another value after each; nil where the infrastructure does not tell.
  case on(start: String?)
  case off
  /// It does not exist, or not any more.
  case gone
}

extension ProviderError {
  /// - Parameter machine: a driver's summary.
  static func isGone(_ machine: String) -> ProviderError {
    .notNow(what: "\(machine) does not exist", remedy: "see the machine's power in the inventory, or make a new one")
  }
}
