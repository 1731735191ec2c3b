import Foundation
import Model
import Providers
import Synchronization

/// A fault on each of several machines. It begins on all of them at once, and took effect only if it did on each.
final class OnMachines<Part: MachineFault>: PreparedFault {
  let fidelity: Fidelity
  private let part: Part
  private let machines: [any Machine]
  private let before = Mutex<[MachineName: Part.Before]>([:])
  private let isBegun = Mutex(false)

  init(_ part: Part, _ machines: [any Machine], _ fidelity: Fidelity) {
    self.part = part
    self.machines = machines
    self.fidelity = fidelity
  }

  var targets: [String] { machines.map(part.label) }
  var undoText: String { part.undoText }

  func lookBefore() async throws(FaultError) {
    for machine in machines {
      let seen = try await faultError { try await part.look(at: machine) }
      before.withLock { $0[machine.name] = seen }
    }
  }

  func inject() async throws(FaultError) {
    if before.withLock(\.isEmpty) { try await lookBefore() }
    isBegun.withLock { $0 = true }
    try await machines.atOnce { [part] machine in try await part.inject(on: machine) }
  }

  func proveEffect() async -> EffectProof {
    var evidence: [String] = []
    for machine in machines {
      guard let before = before.withLock({ $0[machine.name] }) else {
        return .no("\(part.label(machine)): nothing was done yet")
      }
      do {
        let proof = try await part.prove(on: machine, since: before)
        guard proof.observed else { return proof }
        evidence.append(proof.evidence)
      } catch {
        return .no("\(part.label(machine)) could not be looked at: \(error)")
      }
    }
    return EffectProof(observed: !evidence.isEmpty, evidence: evidence.joined(separator: "; "))
  }

  func remember() -> Data? { try? JSONEncoder().encode(before.withLock(\.self)) }

  func recall(_ memory: Data?) throws(FaultError) {
    guard let memory, let known = try? JSONDecoder().decode([MachineName: Part.Before].self, from: memory) else {
      throw .providerFailed("what stood before the fault cannot be read")
    }
    before.withLock { $0 = known }
    isBegun.withLock { $0 = true }
  }

  func lifts() async throws(FaultError) -> [MachineLift] {
    var lifts: [MachineLift] = []
    for machine in machines {
      let commands = try await faultError { try await part.lift(on: machine) }
      if !commands.isEmpty { lifts.append(MachineLift(machine, commands)) }
    }
    return lifts
  }

  /// Also on the others after a failure: one machine that stays broken must not keep the rest so.
  func undo() async throws(FaultError) {
    guard isBegun.withLock(\.self) else { return }
    let before = before.withLock(\.self)
    try await machines.atOnce { [part] machine in
      guard let before = before[machine.name] else { return }
      try await machine.unlessTerminated { try await part.undo(on: machine, since: before) }
    }
  }
}

extension [any Machine] {
  /// Does `body` on every machine at once, so that a fault on several of them begins together; waits for all of them, then
  /// throws the first failure.
  func atOnce(_ body: @escaping @Sendable (any Machine) async throws -> Void) async throws(FaultError) {
    let failure = await withTaskGroup(of: FaultError?.self) { group in
      for machine in self {
        group.addTask {
          do throws(FaultError) {
            try await faultError { try await body(machine) }
            return nil
          } catch {
            return error
          }
        }
      }
      return await group.reduce(nil) { $0 ?? $1 }
    }
    if let failure { throw failure }
  }
}

/// What `body` throws, as an error of this room.
public func faultError<Value>(_ body: () async throws -> Value) async throws(FaultError) -> Value {
  do {
    return try await body()
  } catch let error as FaultError {
    throw error
  } catch {
    throw .providerFailed("\(error)")
  }
}
