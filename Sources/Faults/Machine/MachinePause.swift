import Model
import Providers

/// `machine.pause`: everything on the machine stands still, as on a host that stalls. Its connections stay open, and nobody
/// answers.
struct MachinePause: MachineFault {
  var undoText: String { "let it go on" }
  func label(_ machine: any Machine) -> String { "machine \(machine.name)" }

  func look(at machine: any Machine) async throws -> Nothing {
    _ = try await start(of: machine, label(machine))
    // One that stands still already would prove an effect that is not this fault's.
    guard try await !machine.isPaused() else { throw FaultError.notRunning(label(machine)) }
    return Nothing()
  }

  func inject(on machine: any Machine) async throws { try await machine.pause() }

  func prove(on machine: any Machine, since before: Nothing) async throws -> EffectProof {
    guard try await machine.isPaused() else { return .no("\(machine.name) goes on") }
    return .yes("\(machine.name): everything on it stands still")
  }

  func undo(on machine: any Machine, since before: Nothing) async throws {
    try await machine.resume()
    guard try await machine.isPaused() else { return }
    throw FaultError.providerFailed("\(machine.name) still stands still")
  }
}
