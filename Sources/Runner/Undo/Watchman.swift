import Foundation
import Glibc
import Model
import Providers
import Reports
import Store

/// The dead man's switch of what cannot help itself, such as a machine without power: a process in a session of its own, which
/// takes a run's faults out when the run and its workers were killed.
struct Watchman: Sendable {
  fileprivate static let farewell = "over"

  private let process: SandboxProcess

  init(over run: RunFolder, executable: String) throws(ProviderError) {
    // It outlives who was killed, and must not keep the pipe open that somebody reads to its end.
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard nowhere >= 0 else { throw .system(doing: "open /dev/null", reason: String(cString: strerror(errno))) }
    defer { close(nowhere) }
    process = try SandboxProcess.launchBeside(
      executable: executable, arguments: ["__watchman", run.id, run.output],
      environment: ProcessInfo.processInfo.environment, errorOutput: nowhere)
  }

  /// The run has ended and said what it left: that is its user's to decide.
  func dismiss() { process.send(Self.farewell) }
}

public enum WatchmanMain {
  /// A machine's own timer comes first.
  private static let patience = 3.0
  /// A worker that saw its parent die may still be about to put in its fault, or be taking it out.
  private static let quiet = Duration.seconds(30)
  private static let interval = Duration.seconds(1)
  /// After that a cluster that cannot be reached is left to `firedrill undo`.
  private static let limit = 3600.0

  /// Returns when the run has ended, or nothing of it is left.
  ///
  /// - Parameter output: the folder of the reports, with the journal in it.
  public static func watch(run: String, in output: String) async {
    guard await isAbandoned() else { return }
    defer { RunFolder.removeAbandonedKeys(in: output) }
    var lastOpen = MonotonicTime.now()
    // From then on it tries.
    var due: Date?
    // What only a recovery repairs stays open, for people.
    var settled: Set<Int64> = []
    while MonotonicTime.now() - lastOpen < quiet, due.map({ Date() < $0.addingTimeInterval(limit) }) ?? true {
      guard (try? await Task.sleep(for: interval)) != nil else { return }
      let open = open(of: run, in: output).filter { !settled.contains($0.id) }
      guard let first = open.map(\.entry.overdueAt).min() else { continue }
      lastOpen = MonotonicTime.now()
      guard first.addingTimeInterval(patience) < Date() else { continue }
      due = due ?? Date()
      let reached = await undo(run, in: output)
      let lasting = open.filter { $0.entry.chosen.fault.kind.isLasting && reached.contains($0.entry.cluster.reference) }
      settled.formUnion(lasting.map(\.id))
    }
  }

  /// Whether the run ended without a farewell.
  private static func isAbandoned() async -> Bool {
    let (ends, end) = AsyncStream.makeStream(of: Bool.self)
    ParentWatch.start(onLine: { if $0 == Watchman.farewell { end.yield(false) } }, onEnd: { end.yield(true) })
    for await isAbandoned in ends { return isAbandoned }
    return true
  }

  private static func journal(in output: String) -> FaultJournal? {
    let path = RunFolder.journal(in: output)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try? FaultJournal(path: path)
  }

  private static func open(of run: String, in output: String) -> [FaultJournal.Open] {
    (try? journal(in: output)?.content(run: run))?.open ?? []
  }

  /// Nobody reads what it prints: its words are in the run's folder.
  ///
  /// - Returns: the clusters on which it was done.
  private static func undo(_ run: String, in output: String) async -> Set<ClusterReference> {
    let lines: [String]
    var reached: Set<ClusterReference> = []
    do {
      let outcome = try await UndoCoordinator(journal: journal(in: output), output: output).undo(run: run)
      reached = outcome.searched
      lines =
        outcome.undone.map { "undone: \($0)" } + outcome.closed.map { "cannot be undone: \($0)" }
        + (outcome.left + outcome.remains).map { "left: \($0)" }
    } catch {
      lines = ["\(error)"]
    }
    let text = lines.map { "\(Date().formatted(.iso8601)) \($0)\n" }.joined()
    try? ReportFile(path: "\(output)/\(run)/watchman.txt").write(Data(text.utf8))
    return reached
  }
}
