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

  /// What is asked to go off may take its time, and cannot be called back. So one that is on with its former start is looked
  /// at for as long as it may take; infrastructures that tell wait for it themselves when they are asked to switch it on.
  func undo(on machine: any Machine, since before: String) async throws {
    if let grace, try await machine.bootIdentity() == before { try await machine.awaitEnd(of: before, within: grace) }
    try await machine.powerOn()
  }
}

extension Machine {
  /// Beyond its grace, what the last of it takes.
  private static var slack: Duration { .seconds(2) }

  fileprivate func awaitEnd(of start: String, within grace: Duration) async throws {
    let end = MonotonicTime.now() + grace + Self.slack
    while try await bootIdentity() == start, MonotonicTime.now() < end { try await Task.sleep(for: .milliseconds(200)) }
  }
}

/// - Throws: ``FaultError/notRunning(_:)`` when the machine is off.
func start(of machine: any Machine, _ label: String) async throws -> String {
  guard let identity = try await machine.bootIdentity() else { throw FaultError.notRunning(label) }
  return identity
}
