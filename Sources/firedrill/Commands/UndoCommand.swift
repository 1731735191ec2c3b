import ArgumentParser
import Foundation
import Model
import Runner
import Store

struct UndoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take out every fault that a run left in. Safe to repeat.",
    discussion: """
      Works from any later process, and from another machine that has the journal. With --cluster also whatever carries \
      Firedrill's mark there and is in no journal. Exit status: 0 nothing is left · 3 something may still be in place · 64 \
      neither a journal nor a cluster is known, or the journal knows of no such run.
      """)

  @Option(help: ArgumentHelp("Only this run's faults.", valueName: "id"))
  var run: String?

  @Option(help: "Folder of the reports, with the journal in it.")
  var out = "reports"

  @Option(help: ArgumentHelp("The journal, wherever it is.", valueName: "file"))
  var journal: String?

  @Flag(help: "Close entries that cannot be acted on, unchecked, and count no cluster that is gone as left.")
  var forget = false

  @OptionGroup var site: ClusterOptions

  func run() async throws {
    let target = try site.target()
    RunFolder.removeAbandonedKeys(in: out)
    let path = journal ?? RunFolder.journal(in: out)
    guard journal == nil || FileManager.default.fileExists(atPath: path) else {
      Console.complain("error: there is no journal at \(path); name it with --journal")
      throw Model.ExitCode.usage.end()
    }
    guard FileManager.default.fileExists(atPath: path) || target.reference != .local else {
      Console.complain(
        "error: there is no journal at \(path), so nobody knows whether anything is in place; name the folder of the "
          + "reports with --out, the journal with --journal, or the cluster with --cluster")
      throw Model.ExitCode.usage.end()
    }
    let outcome = try await interruptible(path, target)
    for what in outcome.undone { Console.print("undone: \(what)") }
    for what in outcome.closed { Console.print("cannot be undone: \(what): see that the cluster is whole") }
    for what in outcome.left + outcome.remains { Console.complain("error: left: \(what)") }
    if outcome.undone.isEmpty, outcome.closed.isEmpty, outcome.left.isEmpty, outcome.remains.isEmpty {
      let isSearched = target.reference != .local
      let whose = run.map { " of run \($0)" } ?? ""
      let known = "The journal knows of nothing\(whose) that is in place; with --cluster the cluster is searched, too."
      Console.print(isSearched ? "Nothing is in place." : known)
    }
    throw outcome.exitCode.end()
  }

  /// An interrupted one removes its keys before it leaves, and says what it has not come to.
  private func interruptible(_ path: String, _ target: ClusterTarget) async throws -> UndoCoordinator.Outcome {
    let (id, forgets): (String?, Bool) = (run, forget)
    let running = Task { try await Self.outcome(path, id, target, forgets) }
    let signals = Interrupts.watch(farewell: "left at once: run it again\n") { running.cancel() }
    defer { signals.stop() }
    return try await running.value
  }

  private static func outcome(
    _ path: String, _ run: String?, _ target: ClusterTarget, _ forgets: Bool
  ) async throws -> UndoCoordinator.Outcome {
    let output = URL(filePath: path).deletingLastPathComponent().path
    var outcome = UndoCoordinator.Outcome()
    var opened: UndoJournal?
    defer { opened?.close() }
    do {
      opened = try FileManager.default.fileExists(atPath: path) ? UndoJournal(path: path, onNote: note) : nil
      if let run, let opened { try requireKnown(run, opened.journal, path) }
      outcome = try await coordinator(opened?.journal, output, forgets).undo(run: run)
    } catch let error as StoreError {
      outcome.left.append(error.ofTheJournal)
    }
    guard target.reference != .local, !outcome.searched.contains(target.reference) else { return outcome }
    // Also where the journal is of no use: what carries the mark is found without it.
    do throws(StoreError) {
      let swept = try await coordinator(opened?.journal, output, forgets).sweep(target, waits: outcome.remains.isEmpty)
      outcome.undone += swept.undone
      outcome.left += swept.left
      outcome.remains += swept.remains
    } catch {
      outcome.left.append(error.ofTheJournal)
    }
    return outcome
  }

  private static func requireKnown(_ run: String, _ journal: FaultJournal, _ path: String) throws {
    let runs = try journal.runs()
    guard !runs.contains(run) else { return }
    let known = runs.isEmpty ? "it knows of none" : "it knows of \(runs.prefix(5).joined(separator: ", "))"
    Console.complain("error: \(path) knows of no run \(run); \(known)")
    throw Model.ExitCode.usage.end()
  }

  private static func coordinator(_ journal: FaultJournal?, _ output: String, _ forgets: Bool) -> UndoCoordinator {
    UndoCoordinator(journal: journal, output: output, forgets: forgets, onNote: note)
  }

  @Sendable private static func note(_ words: String) { Console.complain("note: \(words)") }
}
