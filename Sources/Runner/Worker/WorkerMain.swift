import Dispatch
import Engine
import Foundation
import Glibc
public import Model
import Providers
import Recovery
import Reports
import Store

/// The inside of a sandbox: plays one plan and writes its events to standard output.
public enum WorkerMain {
  /// - Parameters:
  ///   - planPath: a plan as JSON.
  ///   - logs: folder for the components' logs, on the host.
  /// - Returns: when the drill is over; the process should then end, and the sandbox with it.
  public static func play(planPath: String, logs: String, version: String) async throws {
    let plan = try JSONDecoder().decode(Plan.self, from: Data(contentsOf: URL(filePath: planPath)))
    let output = EventOutput()
    let recorder = EventRecorder(clock: SystemClock()) { output.write($0) }
    let drill = plan.drill
    let tools = LocalTools(environment: ProcessInfo.processInfo.environment)
    let stage = LiveStage(plan: plan, recorder: recorder, backupDirectory: "/run/firedrill-backups") {
      try await LocalCluster.boot(drill.cluster, in: Sandbox.enter(logs: logs, tools: tools, marker: logs))
    }
    let player = DrillPlayer(plan: plan, stage: stage, clock: SystemClock(), recorder: recorder)
    let playing = Task { await player.play(version: version, host: .here()) }
    ParentWatch.start { line in if line == WorkerCommand.cancel { playing.cancel() } }
    await playing.value
    output.drain()
  }

  /// The same on a cluster that stands already, beside the parent. When the parent is gone, what was broken is taken out
  /// before this process ends.
  ///
  /// - Parameter orderPath: a ``WorkerOrder`` as JSON.
  public static func playBeside(planPath: String, orderPath: String, version: String) async throws {
    let plan = try JSONDecoder().decode(Plan.self, from: Data(contentsOf: URL(filePath: planPath)))
    let order = try WorkerOrder.read(orderPath)
    let output = EventOutput()
    let recorder = EventRecorder(clock: SystemClock()) { output.write($0) }
    let environment = ProcessInfo.processInfo.environment
    let site = StandingSite(order: order, environment: environment)
    let stage = LiveStage(plan: plan, recorder: recorder, backupDirectory: order.backups) {
      try await site.open().cluster
    }
    let book = JournalBook(try FaultJournal(path: order.journal), order, drill: plan.drill.name)
    let safety = JournalGuard(book: book, recorder: recorder) { await site.objection() }
    let player = DrillPlayer(plan: plan, stage: stage, clock: SystemClock(), recorder: recorder, safety: safety)
    let playing = Task { await player.play(version: version, host: .here()) }
    ParentWatch.start(
      onLine: { line in if line == WorkerCommand.cancel { playing.cancel() } }, onEnd: { playing.cancel() })
    let watching = Task { await site.cancelWhenPulled(playing, recorder) }
    await playing.value
    watching.cancel()
    await site.close()
    output.drain()
  }
}

/// What a parent can tell its worker.
enum WorkerCommand {
  static let cancel = "cancel"
}

/// Writes events to standard output from a queue of its own, since a pipe that is full blocks.
private final class EventOutput: Sendable {
  private let queue = DispatchQueue(label: "events")

  func write(_ event: Event) {
    queue.async {
      guard let line = try? EventLog.line(of: event) else { return }
      // Once the parent is gone nobody reads, and what was broken is still to be taken out: `write(_:)` would trap.
      try? FileHandle.standardOutput.write(contentsOf: line)
    }
  }

  func drain() {
    queue.sync {}
  }
}

extension HostFacts {
  public static func here() -> HostFacts {
    var load = [Double](repeating: 0, count: 1)
    getloadavg(&load, 1)
    return HostFacts(
      system: ProcessInfo.processInfo.operatingSystemVersionString, cores: ProcessInfo.processInfo.activeProcessorCount,
      load: load[0])
  }
}
