import Model
import Providers

/// `supervisor.kill`: what supervises the components dies, and its own supervisor brings it back. The components live on.
struct SupervisorKill: MachineFault {
  struct Before: Sendable, Codable {
    var supervisor: [ProcessIdentity]
    var components: [Component: [ProcessIdentity]]
  }

  var undoText: String { "nothing to undo: its own supervisor starts it again" }
  func label(_ machine: any Machine) -> String { "supervisor on \(machine.name)" }

  func look(at machine: any Machine) async throws -> Before {
    let supervisor = try await machine.supervisorProcesses()
    guard !supervisor.isEmpty else { throw FaultError.notRunning(label(machine)) }
    return Before(supervisor: supervisor, components: try await components(of: machine))
  }

  func inject(on machine: any Machine) async throws { try await machine.killSupervisor() }

  /// The supervisor's process is gone and every component's is still the same: otherwise more than the supervisor died.
  func prove(on machine: any Machine, since before: Before) async throws -> EffectProof {
    let now = try await machine.supervisorProcesses()
    guard now.allSatisfy({ !$0.isIn(before.supervisor) }) else {
      return .no("\(label(machine)): process \(before.supervisor.pids) still runs")
    }
    let running = try await components(of: machine)
    for (component, processes) in before.components
    where processes.contains(where: { !$0.isIn(running[component] ?? []) }) {
      return .no("\(component.rawValue) on \(machine.name) died with the supervisor")
    }
    let place = now.isEmpty ? "" : ", \(now.pids) in its place"
    return .yes("\(label(machine)): process \(before.supervisor.pids) is gone\(place); the components live on")
  }

  private func components(of machine: any Machine) async throws -> [Component: [ProcessIdentity]] {
    var processes: [Component: [ProcessIdentity]] = [:]
    for component in machine.components { processes[component] = try await machine.processes(of: component) }
    return processes
  }
}
