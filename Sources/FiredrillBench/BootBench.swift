import Foundation
import Model
import Transport

/// Boot of three machines beside a bare shell script that starts the same processes, in turn, so that both see the same
/// machine.
enum BootBench: BenchPart {
  static let name = "boot"
  static let title = "Boot of three control planes, until every apiserver is ready"
  private static let limit = 1.2
  private static let deadline = Duration.seconds(180)

  static func run(_ options: BenchOptions) async throws -> [BenchLine] {
    let rounds = max(1, min(options.rounds, 3))
    var script: [Double] = []
    var sandbox: [Double] = []
    for _ in 0..<rounds {
      script.append(try await bootOfScript())
      sandbox.append(try await bootOfLab())
    }
    let ratios = zip(sandbox, script).map { $0 / $1 }.sorted()
    let ratio = ratios[ratios.count / 2]
    return [
      BenchLine("bare script", measured: seconds(script), target: "", met: nil),
      BenchLine("embedded cluster", measured: seconds(sandbox), target: "", met: nil),
      BenchLine(
        "ratio, median of \(rounds)", measured: String(format: "%.2f", ratio), target: "≤ \(limit)", met: ratio <= limit
      ),
    ]
  }

  private static func seconds(_ values: [Double]) -> String {
    values.map { String(format: "%.2f s", $0) }.joined(separator: ", ")
  }

  private static func bootOfScript() async throws -> Double {
    let result = try await LocalCommandRunner().require(Command("scripts/bench-boot.sh", ["3"], deadline: deadline))
    guard let seconds = Double(result.text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw BenchFailure("scripts/bench-boot.sh printed \(result.text)\(result.errorText)")
    }
    return seconds
  }

  private static func bootOfLab() async throws -> Double {
    let state = FileManager.default.temporaryDirectory.appending(path: "firedrill-bench-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: state) }
    let environment = CommandEnvironment.adding(["XDG_STATE_HOME": state])
    func lab(_ arguments: [String]) async throws {
      let command = Command(
        try HarnessBench.firedrill, ["lab"] + arguments + ["--name", "bench"], environment: environment,
        deadline: deadline)
      try await LocalCommandRunner().require(command)
    }
    try await lab(["up", "--control-planes", "3"])
    let file = URL(filePath: "\(state)/firedrill/labs/bench/lab.json")
    let booted = try JSONDecoder().decode(Booted.self, from: Data(contentsOf: file))
    try await lab(["down"])
    return booted.bootSeconds
  }

  private struct Booted: Decodable {
    var bootSeconds: Double
  }
}

struct BenchFailure: Error, CustomStringConvertible {
  let description: String

  init(_ text: String) {
    description = text
  }
}
