import Model
import Providers
import Synchronization
import Transport

/// `command`: a fault made of plain commands. Its `effect` command must fail before the inject and succeed after it.
final class CommandInjection: PreparedFault {
  private static let deadline = Duration.seconds(30)

  let fidelity: Fidelity
  private let command: CommandFault
  private let machines: [any Machine]
  /// Machines on which the effect held before.
  private let effectBefore = Mutex<[MachineName]>([])

  init(command: CommandFault, machines: [any Machine], fidelity: Fidelity) {
    self.command = command
    self.fidelity = fidelity
    self.machines = machines
  }

  var targets: [String] { machines.map { "\(command.run.joined(separator: " ")) on \($0.name)" } }
  var undoText: String { command.undo?.joined(separator: " ") ?? "nothing to undo" }

  func inject() async throws(FaultError) {
    let before = command.effect.isEmpty ? [] : await whereEffectHolds()
    effectBefore.withLock { $0 = before }
    for machine in machines { try await run(command.run, on: machine) }
  }

  func proveEffect() async -> EffectProof {
    let text = command.effect.joined(separator: " ")
    let before = effectBefore.withLock(\.self).map(\.rawValue).joined(separator: ", ")
    guard before.isEmpty else {
      return EffectProof(
        observed: false, evidence: "`\(text)` held on \(before) before the fault was put in, so it proves nothing")
    }
    return await whereEffectHolds().count == machines.count
      ? EffectProof(observed: true, evidence: "`\(text)` holds now and did not before")
      : EffectProof(observed: false, evidence: "`\(text)` does not hold")
  }

  /// Goes on after a failure: one machine that stays broken must not keep the others so.
  func undo() async throws(FaultError) {
    guard let undo = command.undo else { return }
    var failure: FaultError?
    for machine in machines {
      do throws(FaultError) {
        try await faultError { try await machine.unlessTerminated { try await run(undo, on: machine) } }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  func lifts() async -> [MachineLift] {
    guard let undo = command.undo, !undo.isEmpty else { return [] }
    return machines.map { MachineLift($0, $0.lifts(of: .command(undo: undo))) }.filter { !$0.commands.isEmpty }
  }

  private func whereEffectHolds() async -> [MachineName] {
    var holds: [MachineName] = []
    for machine in machines {
      if let result = try? await machine.run(vector(command.effect)), result.isSuccess { holds.append(machine.name) }
    }
    return holds
  }

  private func run(_ arguments: [String], on machine: any Machine) async throws(FaultError) {
    do {
      let result = try await machine.run(vector(arguments))
      guard result.isSuccess else {
        throw FaultError.providerFailed(
          "`\(arguments.joined(separator: " "))` on \(machine.name) ended with \(result.exit): \(result.errorText)")
      }
    } catch let error as FaultError {
      throw error
    } catch {
      throw .providerFailed("\(error)")
    }
  }

  private func vector(_ arguments: [String]) -> Command {
    Command(arguments.first ?? "", Array(arguments.dropFirst()), deadline: Self.deadline)
  }
}
