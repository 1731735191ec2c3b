import Model
import Providers

/// `process.crashloop`: a flag that the component does not know, so that it ends each time it is started.
struct ProcessCrashloop: MachineFault {
  let component: Component
  let watch: CrashWatch

  var undoText: String { "take the flag away again" }
  func label(_ machine: any Machine) -> String { "\(component.rawValue) on \(machine.name)" }

  func look(at machine: any Machine) async throws -> [ProcessIdentity] {
    let running = try await machine.processes(of: component)
    guard !running.isEmpty else { throw FaultError.notRunning(label(machine)) }
    return running
  }

  func inject(on machine: any Machine) async throws { try await machine.setCrashLooping(component, true) }

  func prove(on machine: any Machine, since before: [ProcessIdentity]) async throws -> EffectProof {
    try await watch.judge(TargetProcess(component: component, machine: machine), since: before)
  }

  func lift(on machine: any Machine) async -> [LiftCommand] { machine.lifts(of: .crashLoop(component)) }

  func undo(on machine: any Machine, since before: [ProcessIdentity]) async throws {
    try await machine.setCrashLooping(component, false)
  }
}
