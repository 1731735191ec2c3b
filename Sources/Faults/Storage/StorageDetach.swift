import Model
import Providers

/// `storage.detach`: the volume is taken away from under etcd; it is not lost.
struct StorageDetach: MachineFault {
  struct Before: Sendable, Codable {
    var volume: String
    var processes: [ProcessIdentity]
  }

  let cluster: any Cluster

  var undoText: String { "attach it again" }
  func label(_ machine: any Machine) -> String { "volume of etcd on \(machine.name)" }

  func look(at machine: any Machine) async throws -> Before {
    guard let volume = try await machine.volumeIdentity() else {
      throw FaultError.noTarget("\(machine.name) has no volume")
    }
    return Before(volume: volume, processes: try await machine.processes(of: .etcd))
  }

  func inject(on machine: any Machine) async throws { try await machine.detachVolume() }

  func prove(on machine: any Machine, since before: Before) async throws -> EffectProof {
    let now = try await machine.volumeIdentity()
    guard now != before.volume else { return .no("volume \(before.volume) is still attached to \(machine.name)") }
    let running = try await machine.processes(of: .etcd)
    guard running.allSatisfy({ !$0.isIn(before.processes) }) else {
      return .no("etcd on \(machine.name) still holds the volume")
    }
    return .yes(
      "\(machine.name): volume \(before.volume) is not attached any more, etcd \(before.processes.pids) is gone")
  }

  /// Whoever attached it somewhere already, or another volume here, has undone it.
  func undo(on machine: any Machine, since before: Before) async throws {
    guard try await machine.volumeIdentity() == nil else { return }
    let free = try await cluster.detachedVolumes().filter { $0.value == machine.name }.keys
    if let volume = free.min(by: { $0.rawValue < $1.rawValue }) { try await machine.attachVolume(volume) }
  }
}
