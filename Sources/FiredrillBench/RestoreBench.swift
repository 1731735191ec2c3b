import Foundation
import Model
import Transport

/// The recovery core's restore of a lost disk beside what is left of it when nothing is checked, kept or proved: `etcdctl
/// snapshot restore`, etcd's start, the apiserver's start. In turn, so that both see the same machine.
enum RestoreBench: BenchPart {
  static let name = "restore"
  static let title = "Restore of a lost disk, until the apiserver is ready"
  private static let limit = 1.25
  private static let deadline = Duration.seconds(180)
  /// The last step that the bare floor has too; what follows proves that the cluster lives.
  private static let lastStep = "start apiservers"

  static func run(_ options: BenchOptions) async throws -> [BenchLine] {
    let rounds = max(1, min(options.rounds, 3))
    var floor: [Double] = []
    var core: [Double] = []
    for _ in 0..<rounds {
      floor.append(try await bareRestore())
      core.append(try await coreRestore())
    }
    let ratio = zip(core, floor).map { $0 / $1 }.median
    return [
      BenchLine("bare restore", measured: seconds(floor), target: "", met: nil),
      BenchLine("recovery core, in a drill", measured: seconds(core), target: "", met: nil),
      BenchLine(
        "ratio, median of \(rounds)", measured: String(format: "%.2f", ratio), target: "≤ \(limit)", met: ratio <= limit
      ),
    ]
  }

  private static func seconds(_ values: [Double]) -> String {
    values.map { String(format: "%.2f s", $0) }.joined(separator: ", ")
  }

  private static func bareRestore() async throws -> Double {
    let command = Command("scripts/bench-boot.sh", ["restore"], deadline: deadline)
    let result = try await LocalCommandRunner().require(command)
    guard let seconds = Double(result.text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw BenchFailure("scripts/bench-boot.sh printed \(result.text)\(result.errorText)")
    }
    return seconds
  }

  private static func coreRestore() async throws -> Double {
    let folder = FileManager.default.temporaryDirectory.appending(path: "firedrill-bench-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = "\(folder)/restore.yaml"
    try drill.write(toFile: file, atomically: false, encoding: .utf8)
    let command = Command(try HarnessBench.firedrill, ["run", file, "--out", folder], deadline: deadline)
    _ = try await LocalCommandRunner().run(command)
    let record = URL(filePath: "\(folder)/latest/run.json")
    let run = try JSONDecoder().decode(Run.self, from: Data(contentsOf: record))
    guard let steps = run.drills.first?.recovery?.steps, let last = steps.firstIndex(where: { $0.name == lastStep }),
      steps[last].outcome == "done"
    else { throw BenchFailure("the drill's recovery did not come to “\(lastStep)”") }
    return steps[...last].map(\.seconds).reduce(0, +)
  }

  /// As few probes as a drill can have: they would compete with what is measured.
  private static let drill = """
    apiVersion: firedrill.dev/v1
    kind: Drill
    metadata: {name: restore, title: A lost disk is restored}
    spec:
      cluster: {controlPlanes: 1, backups: {every: 5s}}
      probes: [api-read]
      ledger: {rate: 5/s}
      steadyState: {for: 3s}
      faults:
        - storage.lose: {on: {component: etcd}}
          at: 0s
      recovery: {runbook: restore-from-backup, deadline: 2m, stable: 1s}
      objectives: {recover: 100s, dataLoss: 60s}

    """

  private struct Run: Decodable {
    struct Drill: Decodable { var recovery: Recovery? }
    struct Recovery: Decodable { var steps: [Step] }
    struct Step: Decodable {
      var name: String
      var seconds: Double
      var outcome: String
    }

    var drills: [Drill]
  }
}
