import ArgumentParser
import Runner

/// The inside of a sandbox; started by `run`, never by hand.
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "__worker", shouldDisplay: false)

  @Argument var plan: String
  @Argument var logs: String

  func run() async throws {
    try await WorkerMain.play(planPath: plan, logs: logs, version: Version.text)
  }
}
