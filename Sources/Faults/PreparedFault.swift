public import Foundation
public import Model
public import Providers

/// A fault with its targets chosen: put it in, prove that it took effect, take it out.
///
/// A new fault is a type of its own in a file of its own, and a case in `FaultCatalogue`.
public protocol PreparedFault: Sendable {
  /// For people and records: `kube-apiserver on cp-1`.
  var targets: [String] { get }
  /// How close the provider's version is to the real one.
  var fidelity: Fidelity { get }
  /// For people: what `undo` does, or that only recovery repairs it.
  var undoText: String { get }

  /// Notes what stands now, for the effect proof to compare with. `inject` does so itself when nobody did; apart from it,
  /// it takes no time that counts as the fault's.
  func lookBefore() async throws(FaultError)

  func inject() async throws(FaultError)

  /// Whether an inject that is stopped half-way leaves nothing under way: then a drill that is stopped need not wait for it.
  var canBeCutShort: Bool { get }

  /// How much later than the order to put it in it may begin on a machine: what would lift it there must not come first.
  var injectLimit: Duration { get }

  /// Looks for independent evidence once. The engine asks again until it is observed or the proof's time is up.
  func proveEffect() async -> EffectProof

  /// Safe to call twice, and after an inject that failed half-way.
  func undo() async throws(FaultError)

  // MARK: another process

  /// What stood before, once it was looked at; nil where `undo` needs none of it.
  func remember() -> Data?

  /// Takes over what another process remembered: from then on `undo` does what it would have done there, whether or not
  /// the inject was reached.
  ///
  /// - Throws: ``FaultError`` when it cannot be read.
  func recall(_ memory: Data?) throws(FaultError)

  /// What each machine can do by itself to take the fault out, should nobody come back to do it. Empty where nothing on the
  /// machine could, or where there is nothing to take out.
  ///
  /// - Throws: ``FaultError`` when it cannot be found out: then nobody could promise that it ends.
  func lifts() async throws(FaultError) -> [MachineLift]
}

/// What one machine does by itself when its time has come.
public struct MachineLift: Sendable {
  public var machine: any Machine
  public var commands: [LiftCommand]

  public init(_ machine: any Machine, _ commands: [LiftCommand]) {
    self.machine = machine
    self.commands = commands
  }
}

extension PreparedFault {
  public var canBeCutShort: Bool { false }
  public var injectLimit: Duration { .zero }

  public func remember() -> Data? { nil }
  public func recall(_ memory: Data?) throws(FaultError) {}
  public func lifts() async throws(FaultError) -> [MachineLift] { [] }
  public func lookBefore() async throws(FaultError) {}
  public func undo() async throws(FaultError) {}
}

public enum FaultError: Error, Hashable, Sendable, CustomStringConvertible {
  case noTarget(String)
  case notRunning(String)
  case providerFailed(String)
  /// Somebody who may has forbidden to break anything.
  case forbidden(String)

  public var description: String {
    switch self {
    case .noTarget(let target): "no machine matches the target: \(target)"
    case .notRunning(let what): "\(what) is not running, so there is nothing to break"
    case .providerFailed(let reason): reason
    case .forbidden(let who): "nothing may be broken now: \(who)"
    }
  }

  public var remedy: String {
    switch self {
    case .noTarget: "loosen the fault's `on:`; `firedrill plan` shows the machines"
    case .notRunning: "choose another target, or a longer steady state"
    case .providerFailed: "read the components' logs beside the report"
    case .forbidden: "ask who pulled the safety lever, and release it"
    }
  }
}
