import Foundation
import Model
import Providers
import Reports
import Synchronization

/// One drill in a sandbox of its own, as its parent sees it.
struct DrillWorker: Sendable {
  /// From Ctrl-C to the report: what a worker gets to undo its faults.
  static let interruptGrace = Duration.seconds(3)

  let plan: Plan
  /// nil: on an embedded cluster, in a sandbox.
  let order: WorkerOrder?
  let directory: String
  let version: String
  let progress: any ProgressListener

  /// - Parameter line: hears each line of the worker as it comes.
  /// - Returns: the drill's events, also when the worker died early.
  func run(line: @escaping @Sendable (String) -> Void) async throws(RunnerError) -> [Event] {
    let planPath = "\(directory)/plan.json"
    do {
      try ReportFile(path: planPath).write(try JSONEncoder().encode(plan))
    } catch {
      throw .output("\(error)")
    }
    let sandbox = try launch(planPath)
    // A task of its own: reading would end at once when this one is cancelled, and the end of the drill would be lost.
    let reading = Task { await read(sandbox, line: line) }
    return await withTaskCancellationHandler {
      await reading.value
    } onCancel: {
      sandbox.send(WorkerCommand.cancel)
      // What was broken in somebody else's cluster is taken out, however long that takes.
      guard order == nil else { return }
      Task {
        try? await Task.sleep(for: Self.interruptGrace)
        sandbox.terminate()
      }
    }
  }

  private func read(_ sandbox: SandboxProcess, line: @Sendable (String) -> Void) async -> [Event] {
    var events: [Event] = []
    for await text in sandbox.lines {
      line(text)
      guard let event = try? EventLog.read(Data(text.utf8)).events.first else { continue }
      events.append(event)
      progress.heard(event, of: plan)
    }
    _ = await sandbox.wait()
    return events
  }

  private func launch(_ planPath: String) throws(RunnerError) -> SandboxProcess {
    do {
      let environment = ProcessInfo.processInfo.environment
      if let order { return try launchBeside(order, planPath, environment) }
      let tools = LocalTools(environment: environment)
      return try SandboxProcess.launch(
        executable: SelfExecutable.path, arguments: ["__worker", planPath, "\(directory)/logs"],
        environment: tools.workerEnvironment(from: environment), tools: tools)
    } catch {
      throw .environment("\(error.description); \(error.remedy)")
    }
  }

  private func launchBeside(
    _ order: WorkerOrder, _ planPath: String, _ environment: [String: String]
  ) throws(ProviderError) -> SandboxProcess {
    // Not among the reports: an inventory's commands may hold what is nobody else's business.
    try ProtectedFolder.make(order.folder)
    let orderPath = "\(order.folder)/order.json"
    do {
      try ReportFile(path: orderPath).write(try JSONEncoder().encode(order))
    } catch {
      throw .system(doing: "write \(orderPath)", reason: "\(error)")
    }
    var environment = environment
    environment["PATH"] = LocalTools(environment: environment).workerEnvironment(from: environment)["PATH"]
    return try SandboxProcess.launchBeside(
      executable: SelfExecutable.path, arguments: ["__worker", planPath, "\(directory)/logs", "--order", orderPath],
      environment: environment)
  }
}

/// This program on disk.
enum SelfExecutable {
  static var path: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }
}
