import Model
import Providers

/// What a fault does to one machine; ``OnMachines`` does it to all that were chosen.
protocol MachineFault: Sendable {
  /// What stands before the fault, for the proof to compare with.
  associatedtype Before: Sendable & Codable

  var undoText: String { get }
  /// For people and records: `volume of etcd on cp-1`.
  func label(_ machine: any Machine) -> String

  /// - Throws: ``FaultError`` when there is nothing to break.
  func look(at machine: any Machine) async throws -> Before
  func inject(on machine: any Machine) async throws
  func prove(on machine: any Machine, since before: Before) async throws -> EffectProof
  /// Safe to call twice, and after an inject that failed half-way.
  func undo(on machine: any Machine, since before: Before) async throws
  /// What the machine itself can do to take it out.
  func lift(on machine: any Machine) async throws -> [LiftCommand]
}

/// For a fault with nothing to remember: `Void` cannot be written down.
struct Nothing: Hashable, Sendable, Codable {}

extension MachineFault {
  func lift(on machine: any Machine) async throws -> [LiftCommand] { [] }
  func undo(on machine: any Machine, since before: Before) async throws {}
}

extension EffectProof {
  static func yes(_ evidence: String) -> EffectProof { EffectProof(observed: true, evidence: evidence) }
  static func no(_ evidence: String) -> EffectProof { EffectProof(observed: false, evidence: evidence) }
}
