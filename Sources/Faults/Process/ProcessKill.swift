import Model
import Providers
import Synchronization

/// `process.kill`: SIGKILL, so that nothing can be flushed or handed over. The supervisor may start it anew.
final class ProcessKill: PreparedFault {
  let fidelity: Fidelity
  private let processes: [TargetProcess]
  private let killed = Mutex<[String: [ProcessIdentity]]>([:])

  init(processes: [TargetProcess], fidelity: Fidelity) {
    self.processes = processes
    self.fidelity = fidelity
  }

  var targets: [String] { processes.map(\.label) }
  var undoText: String { "nothing to undo: the supervisor starts it again" }

  func inject() async throws(FaultError) {
    for process in processes {
      let running = try await process.running()
      guard !running.isEmpty else { throw .notRunning(process.label) }
      killed.withLock { $0[process.label] = running }
    }
    try await processes.forEachAtOnce { process throws(FaultError) in try await process.send(.kill) }
  }

  /// The very processes that ran before are gone; a pid alone would not do, since pids come back.
  func proveEffect() async -> EffectProof {
    var evidence: [String] = []
    for process in processes {
      let before = killed.withLock { $0[process.label] ?? [] }
      guard let now = try? await process.running() else {
        return EffectProof(observed: false, evidence: "\(process.label) could not be looked at")
      }
      let survivors = before.filter { old in now.contains { $0.isSameProcess(as: old) } }
      guard !before.isEmpty, survivors.isEmpty else {
        return EffectProof(observed: false, evidence: "\(process.label): process \(survivors.pids) still runs")
      }
      evidence.append(
        "\(process.label): process \(before.pids) is gone\(now.isEmpty ? "" : ", \(now.pids) in its place")")
    }
    return EffectProof(observed: !evidence.isEmpty, evidence: evidence.joined(separator: "; "))
  }
}

extension [ProcessIdentity] {
  var pids: String { map { String($0.pid) }.joined(separator: ", ") }
}
