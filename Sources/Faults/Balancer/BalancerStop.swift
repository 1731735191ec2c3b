import Model
import Providers

/// `balancer.stop`: the balancer's process ends and its supervisor does not start it again.
struct BalancerStop: MachineFault {
  private static let grace = Duration.seconds(1)

  let watch: CrashWatch

  var undoText: String { "start it again" }
  func label(_ machine: any Machine) -> String { "load balancer on \(machine.name)" }

  func look(at machine: any Machine) async throws -> [ProcessIdentity] {
    let running = try await machine.processes(of: .loadBalancer)
    guard !running.isEmpty else { throw FaultError.notRunning(label(machine)) }
    return running
  }

  func inject(on machine: any Machine) async throws { try await machine.stop(.loadBalancer, grace: Self.grace) }

  /// Gone for longer than a supervisor takes; one that was only killed would be back.
  func prove(on machine: any Machine, since before: [ProcessIdentity]) async throws -> EffectProof {
    try await watch.judge(TargetProcess(component: .loadBalancer, machine: machine), since: before)
  }

  func lift(on machine: any Machine) async -> [LiftCommand] { machine.lifts(of: .stopped(.loadBalancer)) }

  func undo(on machine: any Machine, since before: [ProcessIdentity]) async throws {
    try await machine.start(.loadBalancer)
  }
}
