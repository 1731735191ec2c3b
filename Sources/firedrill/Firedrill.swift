import ArgumentParser
import Glibc
import Model
import Runner

@main
struct Firedrill: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "firedrill",
    abstract:
      "Breaks a Kubernetes control plane on purpose, brings it back, and proves how long that took and what was lost.",
    discussion: """
      Exit status: 0 every drill passed or was skipped · 1 an objective was missed · 2 a drill proved nothing or was \
      refused as unsafe, or the harness or a cluster failed · 3 a fault may still be in place · 64 wrong usage, an invalid \
      drill file, or a cluster that has not agreed.
      """,
    version: Version.text,
    subcommands: [
      RunCommand.self, ValidateCommand.self, PlanCommand.self, ListCommand.self, SchemaCommand.self, DoctorCommand.self,
      UndoCommand.self, ReportCommand.self, HistoryCommand.self, LabCommand.self, WorkerCommand.self,
      WatchmanCommand.self,
      LabWorkerCommand.self,
      LabStatusCommand.self,
    ])

  static func main() async {
    Terminal.ignoreBrokenPipes()
    // What a run writes tells how a cluster is built and where it is weak.
    umask(0o077)
    await main(nil)
  }
}

enum Version {
  static let text = "0.1.0"
}
