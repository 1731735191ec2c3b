import ArgumentParser
import Foundation
import Model
import Reports
import Runner
import Store

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Print the report of an earlier run, made anew from what it recorded.")

  @Argument(help: ArgumentHelp("The folder of a run, its run.json, or its id. [default: latest]", valueName: "run"))
  var path: String?

  @Option(help: "Folder of the reports, where an id is looked up.")
  var out = "reports"

  @Option(help: ArgumentHelp("text, html, junit, markdown or json.", valueName: "format"), transform: Self.format)
  var format = RunReader.Format.text

  private static func format(_ word: String) throws -> RunReader.Format {
    guard let format = RunReader.Format(rawValue: word) else {
      throw ValidationError(
        "--format takes one of \(RunReader.Format.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return format
  }

  func run() throws {
    do {
      Console.print(
        try RunReader(path: path ?? "\(out)/latest", output: out).render(format, colour: Console.outputMayHaveColour))
    } catch {
      Console.complain("error: \(error)")
      throw Model.ExitCode.usage.end()
    }
  }
}

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show earlier runs, or the times to recover of one drill.")

  @Argument(help: "A drill; without one, the runs.")
  var drill: String?

  @Option(help: "Folder of the reports.")
  var out = "reports"

  @Option(help: "How many, the newest first.")
  var limit = 20

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    do {
      Console.print(try HistoryText(folder: out).text(drill: drill, limit: limit, json: json))
    } catch let error as StoreError {
      Console.complain("error: \(error)")
      throw Model.ExitCode.provedNothing.end()
    } catch let error as RunnerError {
      Console.complain("error: \(error)")
      throw error.exitCode.end()
    }
  }
}
