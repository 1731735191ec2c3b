import Foundation
import Glibc
import Model
import Reports

/// The built program, run as a user runs it.
final class FiredrillProcess {
  static let executable = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "firedrill").path

  let process = Process()
  private let output: URL
  private let errors: URL

  init(_ arguments: [String], through wrapper: [String] = [], environment: [String: String] = [:]) throws {
    let folder = FileManager.default.temporaryDirectory
    output = folder.appending(path: "firedrill-\(UUID()).out")
    errors = folder.appending(path: "firedrill-\(UUID()).err")
    let words = wrapper + [Self.executable] + arguments
    process.executableURL = URL(filePath: wrapper.isEmpty ? Self.executable : "/usr/bin/env")
    process.arguments = wrapper.isEmpty ? arguments : words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  deinit {
    for file in [output, errors] { try? FileManager.default.removeItem(at: file) }
  }

  var pid: pid_t { process.processIdentifier }
  var outputText: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
  var errorText: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  /// The exit status once it has ended, or 128 + the signal.
  func wait() async -> Int32 {
    while process.isRunning { try? await Task.sleep(for: .milliseconds(20)) }
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }

  /// Waits until standard error holds `text`, or the program has ended.
  func waitForProgress(_ text: String) async {
    while process.isRunning, !errorText.contains(text) { try? await Task.sleep(for: .milliseconds(20)) }
  }

  static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> (
    status: Int32, output: String, errors: String
  ) {
    let process = try FiredrillProcess(arguments, environment: environment)
    let status = await process.wait()
    return (status, process.outputText, process.errorText)
  }
}

/// A folder that is gone after the test.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "firedrill-test-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let file = "\(path)/\(name)"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }
}

/// Runs one drill file and reads its record.
func play(_ drill: String, in folder: TemporaryFolder) async throws -> (
  status: Int32, drill: DrillRecord, errors: String
) {
  let file = try folder.write("drill.yaml", drill)
  let result = try await FiredrillProcess.run(["run", file, "--out", folder.path + "/reports"])
  let run = try readRun(folder.path + "/reports/latest")
  guard let record = run.drills.first else { throw CocoaError(.fileReadCorruptFile) }
  return (result.status, record, result.errors)
}

func readRun(_ folder: String) throws -> RunRecord {
  try JSONReport.run(from: Data(contentsOf: URL(filePath: folder + "/run.json")))
}
