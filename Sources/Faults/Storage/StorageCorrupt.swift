import Model
import Providers

/// `storage.corrupt`: flipped bits in etcd's database file, which etcd finds as soon as it has to open it again.
///
/// The proof is etcd's own word: a member that was only killed starts and stays; one that refuses its file ends each time.
struct StorageCorrupt: MachineFault {
  let watch: CrashWatch

  var undoText: String { "cannot be undone: the data is damaged; only recovery repairs it" }
  func label(_ machine: any Machine) -> String { "database of etcd on \(machine.name)" }

  func look(at machine: any Machine) async throws -> [ProcessIdentity] {
    let running = try await machine.processes(of: .etcd)
    guard !running.isEmpty else { throw FaultError.notRunning("etcd on \(machine.name)") }
    return running
  }

  func inject(on machine: any Machine) async throws { try await machine.corruptStorage() }

  func prove(on machine: any Machine, since before: [ProcessIdentity]) async throws -> EffectProof {
    try await watch.judge(TargetProcess(component: .etcd, machine: machine), since: before)
  }

  /// etcd is frozen while its file is written over, and whoever does that may die.
  func lift(on machine: any Machine) async -> [LiftCommand] { machine.lifts(of: .frozen(.etcd)) }
  func undo(on machine: any Machine, since before: [ProcessIdentity]) async throws { try await machine.thawEtcd() }
}
