import Model
import Providers

/// `storage.readonly`: the volume under etcd refuses writes (EROFS), as a file system does after an error of its disk.
struct StorageReadonly: MachineFault {
  var undoText: String { "let it take writes again" }
  func label(_ machine: any Machine) -> String { "volume of etcd on \(machine.name)" }

  func look(at machine: any Machine) async throws -> Nothing {
    try await VolumeWrite(machine: machine).requireWritable()
    return Nothing()
  }

  func inject(on machine: any Machine) async throws { try await machine.setStorageReadOnly(true) }

  func prove(on machine: any Machine, since before: Nothing) async throws -> EffectProof {
    try await VolumeWrite(machine: machine).proveRefused(saying: "Read-only file system")
  }

  func undo(on machine: any Machine, since before: Nothing) async throws { try await machine.setStorageReadOnly(false) }
}
