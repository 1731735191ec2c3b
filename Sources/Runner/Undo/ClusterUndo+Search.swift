import Engine
import Model
import Providers
import Store

/// What is left of a drill and in no entry.
extension ClusterUndo {
  /// For what is marked as ours and in no entry, and for the drill's namespaces. Closes the connection.
  ///
  /// - Parameter failed: as ``takeOut(_:on:)`` returns them; tried once more where the API was away, and etcd with it, perhaps.
  /// - Returns: false where it turns out that one of the runs lives.
  func search(
    _ connection: ClusterConnection, _ folder: String, _ failed: inout [Int64: String], _ outcome: inout Outcome
  ) async -> Bool {
    if await isDrilled(connection, sought: "more", &outcome) {
      await connection.close()
      return true
    }
    await sweep(connection.cluster, &outcome)
    outcome.searched.insert(target.reference)
    guard let answering = await answering(connection, folder) else {
      remains(awayText, &outcome)
      return true
    }
    let isLate = !connection.hasAnswered
    var isGoingOn = false
    if isLate { isGoingOn = await leaves(to: answering, &outcome) }
    if !isGoingOn { await clear(answering, isLate: isLate, &failed, &outcome) }
    await answering.close()
    return !isGoingOn
  }

  /// - Parameter isLate: whether the API answers only now, and could not be asked before.
  private func clear(
    _ connection: ClusterConnection, isLate: Bool, _ failed: inout [Int64: String], _ outcome: inout Outcome
  ) async {
    if isLate {
      if await isDrilled(connection, sought: "namespaces", &outcome) { return }
      failed = await takeOut(open.filter { failed[$0.id] != nil }, on: connection.cluster)
    }
    let namespaces = await Undoing.removeNamespaces(of: connection.cluster)
    if !namespaces.isEmpty { remains(stayText(namespaces), &outcome) }
    if isOver { await ClusterLock.forget(connection.api, of: runs) }
  }

  /// By another run than these, which is named then.
  private func isDrilled(_ connection: ClusterConnection, sought: String, _ outcome: inout Outcome) async -> Bool {
    guard connection.hasAnswered, let other = await ClusterLock.holder(connection.api, besides: runs)
    else { return false }
    outcome.left.append("\(target.reference) was not searched for \(sought): it is being drilled by \(other)")
    return true
  }

  private func remains(_ words: String, _ outcome: inout Outcome) {
    if book.forgets { onNote(words) } else { outcome.remains.append(words) }
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

  private func stayText(_ namespaces: [String]) -> String {
    "\(namespaces.joined(separator: ", ")) could not be removed from \(target.reference), whose API did not "
      + "take the order; run \(command) again; with --forget it is left there"
  }
}
