import Glibc
import TruthServer

/// `firedrill-bench [PART …] [--seed N] [--rounds N]`: measures Firedrill against its targets and prints a table a part.
@main
struct FiredrillBench {
  static var parts: [any BenchPart.Type] { [BootBench.self, RestoreBench.self, HarnessBench.self, SamplingBench.self] }

  static func main() async throws {
    var arguments = CommandLine.arguments.dropFirst()
    if arguments.first == TruthProcess.argument { return TruthProcess.serve() }
    let seed = value(of: "--seed", in: &arguments).flatMap { UInt64($0) } ?? .random(in: 0..<1_000_000)
    let rounds = value(of: "--rounds", in: &arguments).flatMap { Int($0) } ?? 50
    let only = value(of: "--only", in: &arguments).flatMap { OutageKind(rawValue: $0) }.map { [$0] }
    let showsDetail = arguments.contains("--detail")
    arguments.removeAll { $0 == "--detail" }
    print("seed \(seed), rounds \(rounds)")
    fflush(nil)
    for part in parts where arguments.isEmpty || arguments.contains(part.name) {
      try await part.run(BenchOptions(seed: seed, rounds: rounds, showsDetail: showsDetail, only: only)).printTable(
        title: part.title)
      fflush(nil)
    }
  }

  private static func value(of option: String, in arguments: inout ArraySlice<String>) -> String? {
    guard let index = arguments.firstIndex(of: option), index + 1 < arguments.endIndex else { return nil }
    defer { arguments.removeSubrange(index...index + 1) }
    return arguments[index + 1]
  }
}
