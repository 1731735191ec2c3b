import Model
import Providers

/// `machine.shutdown` and `machine.lose`: the machine goes off, with time to end its processes or without.
struct PowerCut: MachineFault {
  /// How long its first process may take to end; nil: none at all.
  let grace: Duration?

  var undoText: String { "switch it on again" }
  func label(_ machine: any Machine) -> String { "machine \(machine.name)" }

  func look(at machine: any Machine) async throws -> String { try await start(of: machine, label(machine)) }

  func inject(on machine: any Machine) async throws {
    if let grace { try await machine.shutDown(grace: grace) } else { try await machine.powerOff() }
  }

  func prove(on machine: any Machine, since before: String) async throws -> EffectProof {
    let now = try await machine.bootIdentity()
    guard now != before else { return .no("\(machine.name) is still in start \(before)") }
    return .yes("\(machine.name): start \(before) is over, \(now.map { "now \($0)" } ?? "it is off")")
  }

  func undo(on machine: any Machine, since before: String) async throws {
    if try await machine.bootIdentity() == nil { try await machine.powerOn() }
  }
}

/// - Throws: ``FaultError/notRunning(_:)`` when the machine is off.
func start(of machine: any Machine, _ label: String) async throws -> String {
  guard let identity = try await machine.bootIdentity() else { throw FaultError.notRunning(label) }
  return identity
}
