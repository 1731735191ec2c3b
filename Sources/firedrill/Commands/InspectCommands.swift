import ArgumentParser
import DrillFile
import Engine
import Foundation
import Model
import Recovery
import Runner

struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check drill files and show every problem at once.")

  @OptionGroup var drills: DrillOptions

  func run() async throws {
    let chosen = try drills.load()
    try await reporting { try Preflight.refuse(chosen) }
    Console.print("\(chosen.count) drill\(chosen.count == 1 ? "" : "s") valid")
  }
}

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what a run would do. Nothing is touched.")

  @OptionGroup var drills: DrillOptions

  @OptionGroup var site: ClusterOptions

  @Option(help: "Seed for the choices.")
  var seed: UInt64 = 1

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    try await printPlans(of: try drills.load(), seed: seed, on: try site.target(), asJSON: json)
  }
}

/// What a run would do on that cluster, as it is now.
func printPlans(of drills: [Drill], seed: UInt64, on target: ClusterTarget, asJSON: Bool = false) async throws {
  try await reporting {
    let plans = try await StandingPlans.place(drills, on: target)
    let (placed, cluster) = (plans.placed, target.reference)
    Console.print(
      try asJSON
        ? PlanText.json(of: placed, seed: seed, on: cluster) : PlanText.text(of: placed, seed: seed, on: cluster))
    for misfit in plans.misfits { Console.complain(misfit) }
    try Preflight.refuse(placed)
  }
}

struct ListCommand: ParsableCommand {
  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case faults, probes, runbooks, steps, providers
  }

  static let configuration = CommandConfiguration(commandName: "list", abstract: "List what a drill file can name.")

  @Argument(help: "faults, probes, runbooks, steps or providers.")
  var subject: Subject

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let names: [(name: String, summary: String)] =
      switch subject {
      case .faults: Fault.Kind.allCases.map { ($0.rawValue, $0.summary) }
      case .probes: ProbeName.allCases.map { ($0.rawValue, $0.summary) }
      case .runbooks: RunbookName.allCases.map { ($0.rawValue, Runbook.named($0).summary) }
      case .steps: Runbook.stepNames.map { name in (name.rawValue, Runbook.whereUsed(name)) }
      case .providers:
        [
          ("local", "real etcd and Kubernetes processes in a sandbox, made anew for each drill"),
          ("kind:NAME", "a kind cluster's node containers, through the container engine's API"),
          ("hosts:FILE", "machines that kubeadm made nodes of, by SSH and a power driver, as an inventory names them"),
        ]
      }
    if json {
      let objects = names.map { ["name": $0.name, "summary": $0.summary] }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return Console.print(String(decoding: try encoder.encode(objects), as: UTF8.self))
    }
    let width = names.map(\.name.count).max() ?? 0
    Console.print(
      names.map { $0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.summary }.joined(
        separator: "\n"))
  }
}

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of drill files, or of inventories.")

  @Flag(help: "The schema of inventories, which --cluster hosts:FILE takes.")
  var inventory = false

  func run() {
    Console.print(inventory ? InventorySchema.json() : DrillSchema.json())
  }
}

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is missing on this machine, why it is needed, and the command that mends it.")

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var site: ClusterOptions

  func run() async throws {
    let target = try site.target()
    guard target.reference == .local else { return try await look(at: target) }
    if json { return try await printJSON() }
    let problems = await Preflight.problems()
    guard problems.isEmpty else {
      for problem in problems { Console.print(problem) }
      throw Model.ExitCode.provedNothing.end()
    }
    Console.print("This machine can run the embedded cluster.")
    for limitation in Preflight.limitations() { Console.print(limitation) }
  }

  /// What can be done to a cluster that stands already, and what is missing for the rest.
  private func look(at target: ClusterTarget) async throws {
    // Interrupted, it removes the cluster's keys before it leaves.
    let looking = Task { await ClusterDoctor(target).findings() }
    let signals = Interrupts.watch { looking.cancel() }
    defer { signals.stop() }
    let findings = await looking.value
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      Console.print(String(decoding: try encoder.encode(findings), as: UTF8.self))
    } else {
      for finding in findings {
        let mark = finding.kind == .good ? "ok     " : finding.kind == .limit ? "limit  " : "problem"
        let remedy = finding.remedy.isEmpty ? "" : "\n        mend it with: \(finding.remedy)"
        Console.print("\(mark) \(finding.what)\(remedy)")
      }
    }
    if findings.contains(where: { $0.kind == .problem }) { throw Model.ExitCode.provedNothing.end() }
  }

  /// An empty list where nothing is missing.
  private func printJSON() async throws {
    let problems = await Preflight.findings()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    Console.print(String(decoding: try encoder.encode(problems), as: UTF8.self))
    if !problems.isEmpty { throw Model.ExitCode.provedNothing.end() }
  }
}
