import ArgumentParser
import Runner

/// The inside of a sandbox; started by `run`, never by hand.
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "__worker", shouldDisplay: false)

  @Argument var plan: String
  @Argument var logs: String
  @Option var order: String?

  func run() async throws {
    if let order {
      return try await WorkerMain.playBeside(planPath: plan, orderPath: order, version: Version.text)
    }
    try await WorkerMain.play(planPath: plan, logs: logs, version: Version.text)
  }
}
