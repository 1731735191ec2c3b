import Engine
import Foundation
import Model
import Providers
import Store

/// Takes out what is open on one cluster, then searches it for whatever else carries this harness's mark.
struct ClusterUndo: Sendable {
  typealias Outcome = UndoCoordinator.Outcome

  /// What an order may still take effect in that was under way when its harness was killed: nothing calls it back, and a machine
  /// that is on now may be off a second later. Longer than a busy engine takes.
  private static let settling = Duration.seconds(5)
  /// A drill's own command goes on where its harness was killed, for as long as its machine lets it.
  private static let settlingOfCommands = CommandFault.limit + settling
  /// No call of an inject lasts longer than that.
  private static let longestOrder = 120.0

  let target: ClusterTarget
  let open: [FaultJournal.Open]
  /// Whether the runs have ended, so that their lock is given back.
  let isOver: Bool
  /// For an API that does not answer: the fault may be out already, and the API on its way.
  let waits: Bool
  let book: UndoBook
  let environment: [String: String]
  /// Told what takes long, and what is no error.
  let onNote: @Sendable (String) -> Void

  var runs: Set<String> { Set(open.map(\.entry.run)) }

  func run(_ outcome: inout Outcome) async {
    if let player = open.map({ LockOwner($0.entry.owner) }).first(where: \.isAtWork) {
      return book.leave(open, to: player.description, &outcome)
    }
    // Also one with another journal, while the API does not tell who holds its lock.
    if let holder = HostLock.holder(of: target, environment: environment) {
      outcome.left.append("\(target.reference) was not searched: it is being drilled by \(holder)")
      return book.leave(open, to: holder, &outcome)
    }
    let folder = ProtectedFolder.temporary("undo")
    defer { ProtectedFolder.remove(folder) }
    var connection: ClusterConnection
    do throws(ProviderError) {
      connection = try await ClusterConnection.open(target, folder: folder, environment: environment, need: .machines)
      if mayBePlayedElsewhere { connection = try await askingForTheLock(connection, folder) }
    } catch {
      let reason = "\(error.description); \(error.remedy)"
      if open.isEmpty {
        let words = "\(target.reference) could not be searched: \(reason)"
        if book.forgets { onNote(words) } else { outcome.left.append(words) }
      }
      return book.give(up: open.map { ($0.id, UndoBook.words($0.entry)) }, because: reason, &outcome)
    }
    // What it has in place is its own to take out; what it puts in next would be missed.
    if await leaves(to: connection, &outcome) { return await connection.close() }
    var failed = await takeOut(open, on: connection.cluster)
    let known = outcome.remains.count
    guard await search(connection, folder, &failed, &outcome) else { return }
    for fault in open where failed[fault.id] == nil {
      book.close(fault, stays: outcome.remains.count > known, &outcome)
    }
    for fault in open {
      guard let reason = failed[fault.id] else { continue }
      book.give(up: [(fault.id, UndoBook.words(fault.entry))], because: reason, &outcome)
    }
  }

  /// Whether one of the runs lives: it may play from another machine.
  func leaves(to connection: ClusterConnection, _ outcome: inout Outcome) async -> Bool {
    guard connection.hasAnswered, let player = await ClusterLock.player(connection.api, of: runs) else { return false }
    book.leave(open, to: player, &outcome)
    return true
  }

  /// - Returns: those that may still be in place, and why, by their ids.
  func takeOut(_ open: [FaultJournal.Open], on cluster: any Cluster) async -> [Int64: String] {
    var failed: [Int64: String] = [:]
    var doubtful: [FaultJournal.Open] = []
    // In their order also where one is doubtful: an earlier one may not be reached before a later one is out.
    for fault in open {
      failed[fault.id] = await takeOut(fault, on: cluster)
      if Self.mayBeUnderWay(fault) { doubtful.append(fault) }
    }
    guard !doubtful.isEmpty else { return failed }
    // Once more when nothing can come any more.
    let mayRun = doubtful.contains { $0.entry.chosen.fault.kind == .command }
    if mayRun { onNote("waiting for \(DurationText.brief(Self.settlingOfCommands)): a command may be under way still") }
    try? await Task.sleep(for: mayRun ? Self.settlingOfCommands : Self.settling)
    for fault in doubtful { failed[fault.id] = await takeOut(fault, on: cluster) }
    return failed
  }

  /// - Returns: why it may still be in place; nil when it is out.
  private func takeOut(_ fault: FaultJournal.Open, on cluster: any Cluster) async -> String? {
    do {
      try await Undoing.undo(fault.entry.chosen, memory: fault.entry.memory, on: cluster)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// It was written down that it would be put in, and nothing after that.
  private static func mayBeUnderWay(_ open: FaultJournal.Open) -> Bool {
    open.state == .intended && open.entry.intendedAt.addingTimeInterval(longestOrder) > Date()
  }
}
