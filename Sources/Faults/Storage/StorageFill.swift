import Model
import Providers

/// `storage.fill`: not a byte is left on the volume under etcd (ENOSPC).
struct StorageFill: MachineFault {
  var undoText: String { "remove the file that fills it" }
  func label(_ machine: any Machine) -> String { "volume of etcd on \(machine.name)" }

  func look(at machine: any Machine) async throws { try await VolumeWrite(machine: machine).requireWritable() }
  func inject(on machine: any Machine) async throws { try await machine.fillStorage() }

  func prove(on machine: any Machine, since before: Void) async throws -> EffectProof {
    try await VolumeWrite(machine: machine).proveRefused(saying: "No space left on device")
  }

  func undo(on machine: any Machine, since before: Void) async throws { try await machine.freeStorage() }
}
