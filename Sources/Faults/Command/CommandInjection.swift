import Model
import Providers
import Synchronization
import Transport

/// `command`: a fault made of plain commands. Its `effect` command must fail before the inject and succeed after it.
final class CommandInjection: PreparedFault {
  let fidelity: Fidelity
  private let command: CommandFault
  private let machines: [any Machine]
  /// Machines on which the effect held before; nil: nobody looked.
  private let effectBefore = Mutex<[MachineName]?>(nil)

  init(command: CommandFault, machines: [any Machine], fidelity: Fidelity) {
    self.command = command
    self.fidelity = fidelity
    self.machines = machines
  }

  var targets: [String] { machines.map { "\(command.run.joined(separator: " ")) on \($0.name)" } }
  var undoText: String { command.undo?.joined(separator: " ") ?? "nothing to undo" }

  /// What `inject` takes after a look, at most.
  var injectLimit: Duration { CommandFault.limit }

  func lookBefore() async {
    let before = command.effect.isEmpty ? [] : await whereEffectHolds()
    effectBefore.withLock { $0 = before }
  }

  func inject() async throws(FaultError) {
    if effectBefore.withLock({ $0 == nil }) { await lookBefore() }
    try await machines.atOnce { [self] machine in try await run(command.run, on: machine) }
  }

  func proveEffect() async -> EffectProof {
    let text = command.effect.joined(separator: " ")
    let before = (effectBefore.withLock(\.self) ?? []).map(\.rawValue).joined(separator: ", ")
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
    try await machines.atOnce { [self] machine in
      try await machine.unlessTerminated {
        do {
          try await run(undo, on: machine)
        } catch {
          guard await isOver(on: machine) else { throw error }
        }
      }
    }
  }

  /// Somebody else was quicker, and the command fails where nothing is to be taken out. A look that could not be had proves
  /// nothing: neither where no command runs, nor where this one does not.
  ///
  /// - Source: POSIX.1-2017, "Shell Command Language", 2.8.2: 126 and above are the shell's; timeout(1): 125 is its own
  private func isOver(on machine: any Machine) async -> Bool {
    guard !command.effect.isEmpty, let trial = try? await machine.run(vector(["true"])), trial.isSuccess,
      let result = try? await machine.run(vector(command.effect)), case .code(let code) = result.exit
    else { return false }
    return 1..<124 ~= code
  }

  func lifts() async -> [MachineLift] {
    guard let undo = command.undo else { return [] }
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
    Command(arguments.first ?? "", Array(arguments.dropFirst()), deadline: CommandFault.limit)
  }
}
