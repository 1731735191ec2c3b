import ArgumentParser
import DrillFile
import Model
import Runner

/// Which cluster a command is about.
struct ClusterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where to play: local, the embedded cluster; kind:NAME; hosts:FILE, an inventory.", valueName: "cluster"))
  var cluster = "local"

  @Option(
    help: ArgumentHelp(
      "A cluster that may be drilled although it does not say so itself; may be given several times.",
      valueName: "name"))
  var consent: [String] = []

  @Flag(help: "Also play drills that lose quorum or data where no backup of theirs is younger than what may be lost.")
  var acceptDataLoss = false

  var agreement: Consent { Consent(named: consent, acceptsDataLoss: acceptDataLoss) }

  /// - Throws: usage, with what is wrong.
  func target() throws -> ClusterTarget {
    guard let reference = ClusterReference(cluster) else {
      Console.complain("error: --cluster \(cluster): expected local, kind:NAME or hosts:FILE")
      throw Model.ExitCode.usage.end()
    }
    guard case .hosts(let path) = reference else { return ClusterTarget(reference) }
    let loaded = InventoryLoader.load(path: path)
    for problem in loaded.problems { Console.complain("error: \(problem)") }
    guard let inventory = loaded.inventory, loaded.problems.isEmpty else { throw Model.ExitCode.usage.end() }
    return ClusterTarget(reference, inventory: inventory)
  }

  /// As arguments that repeat a run.
  var repeatable: [String] {
    (cluster == "local" ? [] : ["--cluster", cluster]) + consent.flatMap { ["--consent", $0] }
      + (acceptDataLoss ? ["--accept-data-loss"] : [])
  }
}
