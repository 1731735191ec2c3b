import Model
import Providers
import Synchronization

/// `storage.lose`: the volume under etcd fails and an empty one takes its place.
///
/// A lone member that restarts on it forms a new, empty cluster whose `/readyz` says 200: the trap that the ledger is for.
final class StorageLose: PreparedFault {
  private struct Before {
    var volume: String
    var processes: [ProcessIdentity]
  }

  let fidelity: Fidelity
  private let machines: [any Machine]
  private let before = Mutex<[MachineName: Before]>([:])

  init(machines: [any Machine], fidelity: Fidelity) {
    self.machines = machines
    self.fidelity = fidelity
  }

  var targets: [String] { machines.map { "volume of etcd on \($0.name)" } }
  var undoText: String { "cannot be undone: the data is gone; only recovery repairs it" }

  func inject() async throws(FaultError) {
    do {
      for machine in machines {
        guard let volume = try await machine.volumeIdentity() else {
          throw FaultError.noTarget("\(machine.name) has no volume")
        }
        let processes = try await machine.processes(of: .etcd)
        before.withLock { $0[machine.name] = Before(volume: volume, processes: processes) }
      }
      for machine in machines { try await machine.loseStorage() }
    } catch let error as FaultError {
      throw error
    } catch {
      throw .providerFailed("\(error)")
    }
  }

  /// Another volume lies there now, and whoever held the old one open is gone.
  func proveEffect() async -> EffectProof {
    var evidence: [String] = []
    for machine in machines {
      guard let before = before.withLock({ $0[machine.name] }), let now = try? await machine.volumeIdentity() else {
        return EffectProof(observed: false, evidence: "the volume of \(machine.name) could not be looked at")
      }
      guard now != before.volume else {
        return EffectProof(observed: false, evidence: "the volume of \(machine.name) is still \(now)")
      }
      let running = (try? await machine.processes(of: .etcd)) ?? []
      guard !before.processes.contains(where: { old in running.contains { $0.isSameProcess(as: old) } }) else {
        return EffectProof(observed: false, evidence: "etcd on \(machine.name) still holds the old volume")
      }
      evidence.append("\(machine.name): volume \(before.volume) is gone, \(now) is in its place")
    }
    return EffectProof(observed: !evidence.isEmpty, evidence: evidence.joined(separator: "; "))
  }

  // MARK: cut short

  /// etcd is frozen while its disk is taken away, and whoever does that may die.
  func lifts() async -> [MachineLift] {
    machines.map { MachineLift($0, $0.lifts(of: .frozen(.etcd))) }.filter { !$0.commands.isEmpty }
  }

  func undo() async throws(FaultError) {
    for machine in machines { try await faultError { try await machine.thawEtcd() } }
  }
}
