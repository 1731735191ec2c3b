import ArgumentParser
import Runner

/// Beside a run on a cluster that others use; started by `run`, never by hand.
struct WatchmanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "__watchman", shouldDisplay: false)

  @Argument var run: String
  @Argument var output: String

  func run() async throws { await WatchmanMain.watch(run: run, in: output) }
}
