import ArgumentParser
import Foundation
import Model
import Reports
import Runner

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Play drills, judge them, write reports.")

  @OptionGroup var drills: DrillOptions

  @OptionGroup var site: ClusterOptions

  @Option(help: "Folder for reports.")
  var out = "reports"

  @Option(help: "Drills that run at once, as far as the host bears their control planes: two a processor.")
  var parallel = 1

  @Option(help: "Repeats the choices of an earlier run.")
  var seed: UInt64?

  @Flag(help: "Start no further drill after the first that does not pass.")
  var failFast = false

  @Flag(help: "Print the plans and touch nothing.")
  var dryRun = false

  func validate() throws {
    guard parallel >= 1 else { throw ValidationError("--parallel takes 1 or more") }
  }

  func run() async throws {
    let chosen = try drills.load()
    let target = try site.target()
    let seed = seed ?? UInt64.random(in: 1...0xffff_ffff)
    if dryRun { return try await printPlans(of: chosen, seed: seed, on: target) }
    do {
      let request = RunRequest(
        drills: chosen, output: out, seed: seed, parallel: parallel, failFast: failFast, command: repeatable(seed),
        version: Version.text, target: target, consent: site.agreement)
      try await Preflight.check(chosen, on: target.reference)
      let outcome = try await interruptible(request)
      finish(outcome, undo: undo(request))
      throw outcome.exitCode.end()
    } catch let error as RunnerError {
      Console.complain("error: \(error)")
      throw error.exitCode.end()
    }
  }

  private func interruptible(_ request: RunRequest) async throws -> RunCoordinator.Outcome {
    let progress = Progress.listener(drills: request.drills.count, terminal: Console.errorIsTerminal)
    let running = Task { () async throws(RunnerError) in try await RunCoordinator(request, progress: progress).run() }
    let signals = Interrupts.watch(farewell: farewell(request)) { running.cancel() }
    defer { signals.stop() }
    return try await running.value
  }

  /// What a second Ctrl-C says before it leaves.
  private func farewell(_ request: RunRequest) -> String? {
    request.target.reference == .local
      ? nil : "left at once: a fault may still be in place. Take it out with: \(undo(request))\n"
  }

  private func undo(_ request: RunRequest) -> String {
    "firedrill undo --out \(request.output) --cluster \(request.target.reference)"
  }

  private func finish(_ outcome: RunCoordinator.Outcome, undo: String) {
    Console.print(TextSummary.text(of: outcome.record, colour: Console.outputMayHaveColour))
    for problem in outcome.problems { Console.complain("error: \(problem)") }
    if outcome.exitCode == .faultLeft {
      Console.complain("error: a fault may still be in place. Take it out, or learn what is left to do, with: \(undo)")
    }
    Console.print("Report: \(outcome.folder.report)")
  }

  private func repeatable(_ seed: UInt64) -> [String] {
    ["firedrill", "run"] + drills.paths + drills.select.flatMap { ["--select", $0] } + site.repeatable
      + (parallel > 1 ? ["--parallel", "\(parallel)"] : []) + ["--seed", "\(seed)"]
  }
}
