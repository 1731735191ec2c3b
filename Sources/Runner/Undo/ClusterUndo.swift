import Engine
import Foundation
import Model
import Providers
import Store

/// Takes out what is open on one cluster, then searches it for whatever else carries this harness's mark.
struct ClusterUndo: Sendable {
  typealias Outcome = UndoCoordinator.Outcome

  /// What an API takes to come up after its machine was switched on (20 s on an idle host), several times over.
  private static let apiPatience = Duration.seconds(120)
  /// What an order may still take effect in that was under way when its harness was killed: nothing calls it back, and a machine
  /// that is on now may be off a second later. Longer than a busy engine takes.
  private static let settling = Duration.seconds(5)
  /// A drill's own command goes on where its harness was killed, for as long as its machine lets it.
  private static let settlingOfCommands = CommandFault.limit + settling
  /// For the one that knows who is at work, before anything is touched. Longer than an apiserver's restart.
  private static let lockPatience = Duration.seconds(30)
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

  private var runs: Set<String> { Set(open.map(\.entry.run)) }

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

  /// Nothing that is known here says that nobody is at work: the API alone does.
  private var mayBePlayedElsewhere: Bool {
    open.isEmpty || open.contains { LockOwner($0.entry.owner).life == .unknown }
  }

  /// This connection, or another whose API has answered meanwhile; closes the first then.
  ///
  /// - Throws: ``ProviderError`` where it turns out to be another cluster.
  private func askingForTheLock(
    _ first: ClusterConnection, _ folder: String
  ) async throws(ProviderError) -> ClusterConnection {
    guard waits, !first.hasAnswered else { return first }
    onNote(
      "the API of \(target.reference), which knows whether it is being drilled, does not answer: waiting for up to "
        + DurationText.brief(Self.lockPatience))
    let end = MonotonicTime.now() + Self.lockPatience
    while MonotonicTime.now() < end, !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      do throws(ProviderError) {
        let again = try await ClusterConnection.open(target, folder: folder, environment: environment, need: .machines)
        if again.hasAnswered {
          await first.close()
          return again
        }
        await again.close()
      } catch {
        if case .system = error { continue }
        await first.close()
        throw error
      }
    }
    return first
  }

  /// Whether one of the runs lives: it may play from another machine.
  private func leaves(to connection: ClusterConnection, _ outcome: inout Outcome) async -> Bool {
    guard connection.hasAnswered, let player = await ClusterLock.player(connection.api, of: runs) else { return false }
    book.leave(open, to: player, &outcome)
    return true
  }

  /// - Returns: those that may still be in place, and why, by their ids.
  private func takeOut(_ open: [FaultJournal.Open], on cluster: any Cluster) async -> [Int64: String] {
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

  /// For what is marked as ours and in no entry, and for the drill's namespaces. Closes the connection.
  ///
  /// - Parameter failed: as ``takeOut(_:on:)`` returns them; tried once more where the API was away, and etcd with it, perhaps.
  /// - Returns: false where it turns out that one of the runs lives.
  private func search(
    _ connection: ClusterConnection, _ folder: String, _ failed: inout [Int64: String], _ outcome: inout Outcome
  ) async -> Bool {
    if connection.hasAnswered, let other = await ClusterLock.holder(connection.api, besides: runs) {
      outcome.left.append("\(target.reference) was not searched for more: it is being drilled by \(other)")
      await connection.close()
      return true
    }
    await sweep(connection.cluster, &outcome)
    outcome.searched.insert(target.reference)
    var remains = awayText
    if let answering = await answering(connection, folder) {
      // It could not be asked before.
      if await leaves(to: answering, &outcome) {
        await answering.close()
        return false
      }
      if let other = await ClusterLock.holder(answering.api, besides: runs) {
        outcome.left.append("\(target.reference) was not searched for namespaces: it is being drilled by \(other)")
        await answering.close()
        return true
      }
      if !connection.hasAnswered, !failed.isEmpty {
        failed = await takeOut(open.filter { failed[$0.id] != nil }, on: answering.cluster)
      }
      remains = stayText(await Undoing.removeNamespaces(of: answering.cluster))
      if isOver { await ClusterLock.forget(answering.api, of: runs) }
      await answering.close()
    }
    guard !remains.isEmpty else { return true }
    if book.forgets { onNote(remains) } else { outcome.remains.append(remains) }
    return true
  }

  /// This connection, or another once the API answers: it was away, and its identities could not even be read, while the control
  /// plane's machine was off. Closes the first where it returns another one, or none.
  private func answering(_ first: ClusterConnection, _ folder: String) async -> ClusterConnection? {
    guard !first.hasAnswered else { return first }
    await first.close()
    // Without its data a cluster does not come back by itself.
    let isOfData = !open.isEmpty && open.allSatisfy(\.entry.chosen.fault.destroysData)
    let isAwaited = waits && !isOfData
    if isAwaited {
      onNote("waiting for the API of \(target.reference), for up to \(DurationText.brief(Self.apiPatience))")
    }
    let end = MonotonicTime.now() + (isAwaited ? Self.apiPatience : .zero)
    while MonotonicTime.now() < end, !Task.isCancelled {
      let again = try? await ClusterConnection.open(target, folder: folder, environment: environment)
      if let again { return again }
      try? await Task.sleep(for: .seconds(1))
    }
    return nil
  }

  /// What is marked as ours and in no entry: a run that died before it was written down, or a journal that is lost.
  private func sweep(_ cluster: any Cluster, _ outcome: inout Outcome) async {
    let found = await cluster.leftovers()
    // A timer first: what it takes out would be gone before it.
    for leftover in found.filter({ $0.kind == .timer }) + found.filter({ $0.kind != .timer }) {
      do {
        try await cluster.remove(leftover)
        outcome.undone.append(leftover.description)
      } catch {
        // Its machine's own timer, or another undo, may have been quicker.
        guard leftover.kind != .unseen, await !cluster.leftovers().contains(leftover) else {
          outcome.left.append(leftover.kind == .unseen ? "\(leftover)" : "\(leftover): \(error)")
          continue
        }
      }
    }
  }

  private var command: String { "`firedrill undo --cluster \(target.reference)`" }

  private var awayText: String {
    "the namespaces firedrill-… could not be removed from \(target.reference), whose API does not answer; run \(command) again "
      + "when it does; where the cluster is gone for good, with --forget"
  }

  /// - Returns: nothing where none stays.
  private func stayText(_ namespaces: [String]) -> String {
    guard !namespaces.isEmpty else { return "" }
    return "\(namespaces.joined(separator: ", ")) could not be removed from \(target.reference), whose API did not "
      + "take the order; run \(command) again; with --forget it is left there"
  }
}
