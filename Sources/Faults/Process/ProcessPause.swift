import Model
import Providers

/// `process.pause`: SIGSTOP. The process keeps its connections and answers nothing, which is worse than a crash.
struct ProcessPause: PreparedFault {
  let processes: [TargetProcess]
  let fidelity: Fidelity

  var targets: [String] { processes.map(\.label) }
  var undoText: String { "SIGCONT to \(targets.joined(separator: ", "))" }

  func inject() async throws(FaultError) {
    for process in processes {
      // One that is stopped already would prove an effect that is not this fault's.
      guard try await process.running().contains(where: { $0.state != "T" }) else { throw .notRunning(process.label) }
    }
    try await processes.forEachAtOnce { process throws(FaultError) in try await process.send(.stop) }
  }

  func proveEffect() async -> EffectProof {
    var evidence: [String] = []
    for process in processes {
      let now = (try? await process.running()) ?? []
      guard !now.isEmpty, now.allSatisfy({ $0.state == "T" }) else {
        return EffectProof(
          observed: false, evidence: "\(process.label): state \(now.map(\.state).joined(separator: ", ")), not stopped")
      }
      evidence.append("\(process.label): process \(now.pids) is stopped (state T)")
    }
    return EffectProof(observed: !evidence.isEmpty, evidence: evidence.joined(separator: "; "))
  }

  /// By name: whoever is stopped need not be who runs now.
  func lifts() async throws(FaultError) -> [MachineLift] {
    processes.map { MachineLift($0.machine, $0.machine.lifts(of: .frozen($0.component))) }.filter {
      !$0.commands.isEmpty
    }
  }

  /// A machine that went off took its processes along, stopped or not.
  func undo() async throws(FaultError) {
    try await processes.forEachAtOnce { process throws(FaultError) in
      try await faultError { try await process.machine.whileOn { try await Self.wake(process) } }
    }
  }

  private static func wake(_ process: TargetProcess) async throws {
    try await process.send(.continue)
    guard try await process.running().contains(where: { $0.state == "T" }) else { return }
    throw FaultError.providerFailed("\(process.label) is still stopped after SIGCONT")
  }
}
