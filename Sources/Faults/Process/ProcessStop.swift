import Model
import Providers

/// `process.stop` and `balancer.stop`: the process ends and its supervisor does not start it again.
struct ProcessStop: MachineFault {
  let component: Component
  /// How long it may take to end by itself.
  let grace: Duration
  let watch: CrashWatch

  var undoText: String { "start it again" }
  func label(_ machine: any Machine) -> String {
    "\(component == .loadBalancer ? "load balancer" : component.rawValue) on \(machine.name)"
  }

  func look(at machine: any Machine) async throws -> [ProcessIdentity] {
    let running = try await machine.processes(of: component)
    guard !running.isEmpty else { throw FaultError.notRunning(label(machine)) }
    return running
  }

  func inject(on machine: any Machine) async throws { try await machine.stop(component, grace: grace) }

  /// Gone for longer than a supervisor takes; one that was only killed would be back.
  func prove(on machine: any Machine, since before: [ProcessIdentity]) async throws -> EffectProof {
    try await watch.judge(TargetProcess(component: component, machine: machine), since: before)
  }

  func lift(on machine: any Machine) async -> [LiftCommand] { machine.lifts(of: .stopped(component)) }

  func undo(on machine: any Machine, since before: [ProcessIdentity]) async throws {
    try await machine.start(component)
  }
}
