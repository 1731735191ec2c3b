import Foundation
import Glibc
import Model
import Store

/// A run on the lab that is to be killed, with an output folder of its own.
struct DoomedRun {
  static let partition = "network.partition: {from: {machine: worker-1}, to: {machine: cp-1}}"
  static let zonePartition = "zone.partition: {zone: a}"
  static let pause = "process.pause: {on: {component: kube-scheduler}}"
  static let command = """
    command: {on: {machine: worker-1}, run: [touch, \(KindLab.commandsFile)], \
    undo: [rm, -f, \(KindLab.commandsFile)], effect: [test, -e, \(KindLab.commandsFile)]}
    """

  /// Its `run` takes effect long after it was begun.
  static let slowCommand = """
    command: {on: {machine: worker-1}, run: [sh, -c, sleep 20 && touch \(KindLab.commandsFile)], \
    undo: [rm, -f, \(KindLab.commandsFile)], effect: [test, -e, \(KindLab.commandsFile)]}
    """

  let process: FiredrillProcess
  private let arguments: [String]
  private let folder: TemporaryFolder

  var reports: String { folder.path + "/reports" }

  /// - Parameters:
  ///   - time: how long each of `faults` is to stay in; `nil` for those that are over at once.
  ///   - size: of a file system of its own for what it writes, which only the run sees.
  init(_ faults: [String], lasting time: String?, onADiskOf size: String? = nil) throws {
    try self.init(
      drill: drillText(
        // Another number of control planes than the lab's, and it would be skipped.
        cluster: "{controlPlanes: \(KindLab.planes.count), workers: 1, zones: [a, b], loadBalancers: 1}",
        faults: faults.map { "      - \($0)" + (time.map { "\n        for: \($0)" } ?? "") }.joined(separator: "\n"),
        recovery: "{runbook: self, deadline: 3m, stable: 2s}", objectives: "{recover: 2m}"),
      arguments: ["--accept-data-loss"], onADiskOf: size)
  }

  /// etcd's data is lost, and restored from one of the drill's own backups.
  static func losingData(by fault: String = "storage.lose") throws -> DoomedRun {
    try DoomedRun(
      drill: drillText(
        cluster: "{controlPlanes: 1, backups: {every: 5s}}", faults: "      - \(fault): {on: {component: etcd}}",
        recovery: "{runbook: restore-from-backup, deadline: 3m, stable: 2s}",
        objectives: "{recover: 2m, dataLoss: 30s}"))
  }

  private init(drill text: String, arguments: [String] = [], onADiskOf size: String? = nil) throws {
    folder = try TemporaryFolder()
    let file = try folder.write("drill.yaml", text)
    let reports = folder.path + "/reports"
    try FileManager.default.createDirectory(atPath: reports, withIntermediateDirectories: true)
    self.arguments =
      ["run", file, "--cluster", KindLab.kind, "--consent", KindLab.name, "--out", reports] + arguments
    let mount = #"mount -t tmpfs -o size="$1" none "$2" && shift 2 && exec "$@""#
    process = try FiredrillProcess(
      self.arguments,
      through: size.map { ["unshare", "--mount", "sh", "-c", mount, "sh", $0, reports] } ?? [])
  }

  /// To the last byte, from outside; whether that went well.
  func fillTheDisk() -> Bool {
    let file = open("/proc/\(process.pid)/root\(reports)/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    let block = [UInt8](repeating: 1, count: 4096)
    while write(file, block, block.count) > 0 {}
    return errno == ENOSPC
  }

  /// Nothing is shown by a drill that was never played.
  private struct NotReached: Error, CustomStringConvertible {
    let description: String
  }

  /// Waits until `count` faults are at `line` of the journal.
  ///
  /// - Throws: where the run has ended before.
  func reach(_ line: JournalEntry.State, count: Int = 1) async throws {
    let path = reports + "/journal.sqlite"
    while process.process.isRunning, !FileManager.default.fileExists(atPath: path) {
      try await Task.sleep(for: .milliseconds(5))
    }
    let journal = try FaultJournal(path: path)
    var isIntended = false
    while process.process.isRunning {
      let states = try journal.content().open.map(\.state)
      isIntended = isIntended || !states.isEmpty
      let isThere =
        switch line {
        // It may be applied by the time that anybody looks.
        case .intended: states.count >= count
        case .undone: isIntended && states.isEmpty
        default: states.count { $0 == line } >= count
        }
      if isThere { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw NotReached(description: "the run ended before a fault was \(line): \(process.errorText)")
  }

  /// It is played, as far as it got.
  var isPlayed: Bool { !process.errorText.contains("error:") && !process.errorText.contains("skipped") }

  /// SIGKILL for the run and all that it started.
  ///
  /// - Parameter spared: an argument of a process that lives on.
  func die(sparing spared: String? = nil) async {
    // The parent first: a worker that saw it die would begin to clean up.
    let all = workers(but: spared)
    for pid in [process.pid] + all { kill(pid, SIGSTOP) }
    for pid in all + workers(but: spared) + [process.pid] { kill(pid, SIGKILL) }
    _ = await process.wait()
  }

  func workers(but spared: String? = nil) -> [pid_t] {
    Host.processes(of: folder.path, named: "firedrill").filter { pid in
      guard pid != process.pid else { return false }
      guard let spared, let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return true }
      return words.range(of: Data(spared.utf8)) == nil
    }
  }

  func loseJournal() {
    for file in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"] {
      try? FileManager.default.removeItem(atPath: "\(reports)/\(file)")
    }
  }

  var undoArguments: [String] { ["undo", "--out", reports, "--cluster", KindLab.kind] }

  /// The same, by somebody who does not know of the first.
  func again() async throws -> (status: Int32, output: String, errors: String) {
    try await FiredrillProcess.run(arguments)
  }

  func undo(_ more: String...) async throws -> (status: Int32, output: String, errors: String) {
    try await FiredrillProcess.run(undoArguments + more)
  }
}
