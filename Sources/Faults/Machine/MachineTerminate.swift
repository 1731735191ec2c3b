import Model
import Providers

/// `machine.terminate` and `cluster.destroy`: the machine is gone for good, and its local volume with it.
struct MachineTerminate: MachineFault {
  struct Before: Sendable, Codable {
    /// nil where it was off already.
    var start: String?
    var volume: String?
  }

  /// Also a volume that would outlive the machine.
  let losesVolume: Bool

  var undoText: String { "cannot be undone: recovery makes a new machine" }
  func label(_ machine: any Machine) -> String { "machine \(machine.name)" }

  func look(at machine: any Machine) async throws -> Before {
    // What is destroyed with everything else may be off.
    let running = losesVolume ? try await machine.bootIdentity() : try await start(of: machine, label(machine))
    return Before(start: running, volume: try await machine.volumeIdentity())
  }

  func inject(on machine: any Machine) async throws {
    if losesVolume, try await machine.volumeIdentity() != nil { try await machine.loseStorage() }
    try await machine.terminate()
  }

  /// It is off, and the volume that it had is not attached here any more.
  func prove(on machine: any Machine, since before: Before) async throws -> EffectProof {
    let now = try await machine.bootIdentity()
    if let now, now == before.start { return .no("\(machine.name) is still in start \(now)") }
    if let volume = before.volume, try await machine.volumeIdentity() == volume {
      return .no("\(machine.name) still has the volume \(volume)")
    }
    let volume = before.volume.map { " and without volume \($0)" } ?? ""
    return .yes(
      "\(machine.name): start \(before.start ?? "none") is over, \(now.map { "now \($0)" } ?? "it is off")\(volume)")
  }
}
