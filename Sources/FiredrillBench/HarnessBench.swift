import Foundation
import Model
import Transport

/// What the program itself costs: its start, its memory while it plays a drill, its speed over many files.
enum HarnessBench: BenchPart {
  static let name = "harness"
  static let title = "The harness itself"

  /// The program beside this one.
  static var firedrill: String {
    get throws {
      let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "firedrill").path
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw BenchFailure("\(path) is missing: make build")
      }
      return path
    }
  }

  static func run(_ options: BenchOptions) async throws -> [BenchLine] {
    [try await versionLine(), try await validateLine(), try await memoryLine()]
  }

  private static func versionLine() async throws -> BenchLine {
    let floor = try await median(of: 20, Command("/bin/true", deadline: .seconds(10)))
    let version = try await median(of: 20, Command(firedrill, ["--version"], deadline: .seconds(10)))
    return BenchLine(
      "firedrill --version, median of 20",
      measured: milliseconds(version) + " (of which \(milliseconds(floor)) for any process)",
      target: "≤ 20 ms", met: version <= .milliseconds(20))
  }

  private static func validateLine() async throws -> BenchLine {
    let folder = FileManager.default.temporaryDirectory.appending(path: "firedrill-bench-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text = try String(contentsOfFile: "Scenarios/storage/storage-loss.yaml", encoding: .utf8)
    for number in 1...1000 {
      let drill = text.replacing("name: storage-loss", with: "name: storage-loss-\(number)")
      try drill.write(toFile: "\(folder)/\(number).yaml", atomically: false, encoding: .utf8)
    }
    let time = try await median(of: 5, Command(firedrill, ["validate", folder], deadline: .seconds(60)))
    return BenchLine(
      "validate 1,000 files, median of 5", measured: milliseconds(time), target: "≤ 500 ms",
      met: time <= .milliseconds(500))
  }

  /// Resident memory of the parent and the worker together while a drill of three control planes plays, at its highest.
  private static func memoryLine() async throws -> BenchLine {
    let folder = FileManager.default.temporaryDirectory.appending(path: "firedrill-bench-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let command = Command(
      try firedrill, ["run", "Scenarios/apiserver/apiserver-crash-ha.yaml", "--out", folder], deadline: .seconds(180))
    let playing = Task { try await LocalCommandRunner().run(command) }
    let watching = Task {
      var highest: [String: Int] = [:]
      while !Task.isCancelled {
        for (role, bytes) in memory(of: folder) { highest[role] = max(highest[role] ?? 0, bytes) }
        try? await Task.sleep(for: .milliseconds(100))
      }
      return highest
    }
    _ = try await playing.value
    watching.cancel()
    let highest = await watching.value
    let total = highest.values.reduce(0, +)
    let parts = highest.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value >> 20) MiB" }.joined(separator: ", ")
    return BenchLine(
      "memory in a 3-machine drill", measured: "\(total >> 20) MiB (\(parts))", target: "≤ 100 MiB",
      met: total > 0 && total <= 100 << 20)
  }

  /// Resident bytes of this program's processes that carry `folder` in their command line.
  private static func memory(of folder: String) -> [String: Int] {
    var result: [String: Int] = [:]
    for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] where Int(entry) != nil {
      guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(entry)/exe"),
        link.hasSuffix("/firedrill"),
        let line = FileManager.default.contents(atPath: "/proc/\(entry)/cmdline"),
        line.range(of: Data(folder.utf8)) != nil,
        let status = try? String(contentsOfFile: "/proc/\(entry)/status", encoding: .utf8),
        let resident = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
        let kibibytes = resident.split(separator: " ").compactMap({ Int($0) }).first
      else { continue }
      let role = line.range(of: Data("__worker".utf8)) == nil ? "parent" : "worker"
      result[role, default: 0] += kibibytes << 10
    }
    return result
  }

  private static func median(of rounds: Int, _ command: Command) async throws -> Duration {
    var times: [Duration] = []
    for _ in 0..<rounds {
      let began = MonotonicTime.now()
      try await LocalCommandRunner().require(command)
      times.append(MonotonicTime.now() - began)
    }
    return times.sorted()[rounds / 2]
  }

  private static func milliseconds(_ duration: Duration) -> String {
    String(format: "%.1f ms", duration.seconds * 1000)
  }
}
