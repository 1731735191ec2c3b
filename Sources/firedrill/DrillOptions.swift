import ArgumentParser
import DrillFile
import Model

/// Which drills a command is about.
struct DrillOptions: ParsableArguments {
  @Argument(help: "Drill files, or folders that are searched for them.")
  var paths: [String] = ["Scenarios"]

  @Option(
    name: .long,
    help: ArgumentHelp("Only drills with this label; may be given several times.", valueName: "label=value"))
  var select: [String] = []

  /// Loads the drills, says what is wrong with them, and ends the command unless there is something to do.
  func load() throws -> [Drill] {
    let selectors = try select.map(Selector.init)
    let loaded = DrillLoader.load(paths: paths)
    for warning in loaded.warnings { Console.complain("warning: \(warning)") }
    for problem in loaded.problems { Console.complain("error: \(problem)") }
    guard loaded.problems.isEmpty else { throw Model.ExitCode.usage.end() }
    let chosen = loaded.drills.filter { drill in selectors.allSatisfy { $0.matches(drill) } }
    guard !chosen.isEmpty else {
      Console.complain(
        "error: no drill matches \(select.joined(separator: ", ")); labels there are: \(labels(loaded.drills))")
      throw Model.ExitCode.usage.end()
    }
    return chosen
  }

  private func labels(_ drills: [Drill]) -> String {
    let all = drills.flatMap { $0.labels.flatMap { label in label.value.map { "\(label.key)=\($0)" } } }
    return Set(all).sorted().joined(separator: ", ")
  }
}

/// `label=value`: a drill matches when one of the label's values is that one.
struct Selector {
  let label: String
  let value: String

  init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      Console.complain("error: --select \(text): expected label=value, such as suite=smoke")
      throw Model.ExitCode.usage.end()
    }
    (label, value) = (parts[0], parts[1])
  }

  func matches(_ drill: Drill) -> Bool {
    drill.labels[label]?.contains(value) == true
  }
}
