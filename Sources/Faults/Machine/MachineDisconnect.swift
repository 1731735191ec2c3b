import Model
import Providers

/// `machine.disconnect`: the machine's network cables are pulled. What runs on it goes on, and nobody reaches it.
struct MachineDisconnect: MachineFault {
  var undoText: String { "plug the cables in again" }
  func label(_ machine: any Machine) -> String { "cables of \(machine.name)" }

  func look(at machine: any Machine) async throws -> [Cable] {
    _ = try await start(of: machine, "machine \(machine.name)")
    let cables = try await machine.cables()
    guard !cables.isEmpty else { throw FaultError.notRunning(label(machine)) }
    return cables
  }

  func inject(on machine: any Machine) async throws { try await machine.unplug(try await machine.cables()) }

  func prove(on machine: any Machine, since before: [Cable]) async throws -> EffectProof {
    let left = Set(try await machine.cables().map(\.name)).intersection(before.map(\.name))
    guard left.isEmpty else {
      return .no("\(machine.name) is still connected to \(left.sorted().joined(separator: ", "))")
    }
    let pulled = before.map { "\($0.name) (\($0.address))" }.joined(separator: ", ")
    return .yes("\(machine.name) is not connected to \(pulled) any more")
  }

  func undo(on machine: any Machine, since before: [Cable]) async throws { try await machine.plug(before) }
}
