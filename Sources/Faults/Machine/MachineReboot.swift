import Model
import Providers

/// `machine.reboot`: the power is cut and comes back.
struct MachineReboot: MachineFault {
  var undoText: String { "nothing to undo: it is on again" }
  func label(_ machine: any Machine) -> String { "machine \(machine.name)" }

  func look(at machine: any Machine) async throws -> String { try await start(of: machine, label(machine)) }

  func inject(on machine: any Machine) async throws {
    try await machine.powerOff()
    try await machine.powerOn()
  }

  func prove(on machine: any Machine, since before: String) async throws -> EffectProof {
    guard let now = try await machine.bootIdentity() else { return .no("\(machine.name) is off") }
    return now == before
      ? .no("\(machine.name) is still in start \(before)")
      : .yes("\(machine.name): start \(before) is over, now \(now)")
  }

  /// One that failed between off and on.
  func undo(on machine: any Machine, since before: String) async throws { try await machine.powerOn() }
}
