import Model
import Providers

/// `storage.fill`: not a byte is left on the volume under etcd (ENOSPC), and what comes free is taken at once.
struct StorageFill: MachineFault {
  let flood: Flood

  var undoText: String { "remove the file that fills it" }
  func label(_ machine: any Machine) -> String { "volume of etcd on \(machine.name)" }

  func look(at machine: any Machine) async throws -> String {
    guard let volume = try await machine.volumeIdentity() else {
      throw FaultError.noTarget("\(machine.name) has no volume")
    }
    try await VolumeWrite(machine: machine).requireWritable()
    return volume
  }

  func inject(on machine: any Machine) async throws {
    try await machine.fillStorage()
    flood.begin(on: machine)
  }

  func prove(on machine: any Machine, since before: String) async throws -> EffectProof {
    try await VolumeWrite(machine: machine).proveRefused(saying: "No space left on device")
  }

  /// A volume that took this one's place was never filled.
  func undo(on machine: any Machine, since before: String) async throws {
    await flood.end(on: machine)
    if try await machine.volumeIdentity() == before { try await machine.freeStorage() }
  }
}
