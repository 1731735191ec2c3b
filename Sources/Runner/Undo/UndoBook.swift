import Model
import Store

/// What the journal is told of an undo, and what whoever asked for it is told.
struct UndoBook: Sendable {
  typealias Outcome = UndoCoordinator.Outcome

  let journal: FaultJournal?
  /// The folder of the reports; nil: not known.
  let output: String?
  /// Closes the entries that cannot be acted on.
  let forgets: Bool

  /// Entries that cannot be acted on stay open, unless they are to be forgotten.
  func give(
    up entries: [(id: Int64, what: String)], because reason: String?, _ outcome: inout Outcome
  ) {
    for entry in entries {
      if forgets {
        close(entry.id, &outcome)
        outcome.closed.append(entry.what)
      } else {
        let hint = reason == nil ? "; --forget closes it" : "; where its cluster is gone for good, --forget closes it"
        outcome.left.append(entry.what + (reason.map { ": " + $0 } ?? "") + hint)
      }
    }
  }

  func leave(_ open: [FaultJournal.Open], to player: String, _ outcome: inout Outcome) {
    outcome.left += open.map { "\(Self.words($0.entry)): \(player) is still at it; stop it with Ctrl-C first" }
  }

  /// What only a recovery repairs does not come back by itself: its entry stays until somebody says that the cluster is whole.
  ///
  /// - Parameter stays: open all the same, so that the next undo comes by again: something else of its drill is left.
  func close(_ fault: FaultJournal.Open, stays: Bool, _ outcome: inout Outcome) {
    let (words, kind) = (Self.words(fault.entry), fault.entry.chosen.fault.kind)
    guard !kind.isLasting || forgets else {
      outcome.left.append(
        "\(words): what a repair had stopped is started again, but \(damage(fault.entry)); "
          + "--forget closes the entry once the cluster is whole")
      return
    }
    if !stays { close(fault.id, &outcome) }
    if fault.entry.chosen.fault.canBeLeft { outcome.undone.append(words) } else { outcome.closed.append(words) }
  }

  /// A journal that takes no more keeps nobody from taking out the rest.
  private func close(_ id: Int64, _ outcome: inout Outcome) {
    do throws(StoreError) {
      try journal?.mark(id, .undone)
    } catch {
      let words = "the entries stay open, whatever is out: \(error.ofTheJournal)"
      if !outcome.left.contains(words) { outcome.left.append(words) }
    }
  }

  private func damage(_ entry: JournalEntry) -> String {
    let backups = output.flatMap { DrillBackups.kept(of: entry, in: $0) }
    let means = backups.map { "; the backups that the drill took are in \($0), for `etcdctl snapshot restore`" } ?? ""
    return "its data may be gone, and nothing but a restore brings it back\(means)"
  }

  static func words(_ entry: JournalEntry) -> String {
    let place = (entry.chosen.machines + entry.chosen.others).map(\.rawValue).joined(separator: ", ")
    return "\(entry.chosen.fault.kind.rawValue) on \(place) of \(entry.cluster.reference) (drill \(entry.drill))"
  }
}
