import Engine
public import Foundation
public import Model
import Providers
public import Store

/// Takes out every fault that a journal calls open, then whatever else carries this harness's mark. Safe to repeat, from any
/// process, and from another machine that has the journal.
public struct UndoCoordinator: Sendable {
  public struct Outcome: Hashable, Sendable {
    public var undone: [String] = []
    /// What nothing can take out.
    public var closed: [String] = []
    /// What may still be in place, and why.
    public var left: [String] = []
    /// What a drill kept in the cluster's API, which does not answer yet.
    public var remains: [String] = []
    /// Clusters that were searched for whatever else carries the mark.
    public var searched: Set<ClusterReference> = []

    public init() {}

    public var exitCode: ExitCode { left.isEmpty && remains.isEmpty ? .passed : .faultLeft }
  }

  private let book: UndoBook
  private let environment: [String: String]
  private let onNote: @Sendable (String) -> Void

  /// - Parameters:
  ///   - journal: nil where there is none: then only what is marked as ours is found.
  ///   - output: the folder of the reports, in which backups of a drill that was cut short may be; nil: not known.
  ///   - forgets: closes the entries that cannot be acted on: of clusters that are gone or cannot be reached, and those that
  ///     nobody can read.
  ///   - onNote: told what takes long, before it does, and what is no error.
  public init(
    journal: FaultJournal?, output: String?, forgets: Bool = false,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    onNote: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    book = UndoBook(journal: journal, output: output, forgets: forgets)
    self.environment = environment
    self.onNote = onNote
  }

  /// The last fault first; goes on after a failure: one that stays must not keep the others in.
  ///
  /// - Parameters:
  ///   - run: of this run alone; nil: of all.
  ///   - isOver: whether it has ended, so that its lock is given back; not where only one of its workers died.
  public func undo(run: String? = nil, isOver: Bool = true) async throws(StoreError) -> Outcome {
    guard let content = try book.journal?.content(run: run) else { return Outcome() }
    var outcome = Outcome()
    book.give(up: content.unreadable.map { ($0.id, "\($0)") }, because: nil, &outcome)
    // Each cluster is connected to once, in the order of its last fault.
    var targets: [ClusterTarget] = []
    for open in content.open where !targets.contains(open.entry.cluster) { targets.append(open.entry.cluster) }
    for target in targets {
      let open = content.open.filter { $0.entry.cluster == target }
      await undoing(open, on: target, isOver: isOver).run(&outcome)
    }
    return outcome
  }

  /// Without a journal: only what is marked as ours.
  ///
  /// - Parameter waits: for an API that does not answer: the fault may be out already, and the API on its way.
  public func sweep(_ target: ClusterTarget, waits: Bool) async throws(StoreError) -> Outcome {
    var outcome = Outcome()
    let owners = try book.journal?.content().open.filter { $0.entry.cluster.reference == target.reference }
      .map { LockOwner($0.entry.owner) }
    if let player = owners?.first(where: \.isAtWork) {
      outcome.left.append("\(target.reference) was not searched for more: it is being drilled by \(player)")
      return outcome
    }
    await undoing([], on: target, isOver: true, waits: waits).run(&outcome)
    return outcome
  }

  private func undoing(
    _ open: [FaultJournal.Open], on target: ClusterTarget, isOver: Bool, waits: Bool = true
  ) -> ClusterUndo {
    ClusterUndo(
      target: target, open: open, isOver: isOver, waits: waits, book: book, environment: environment,
      onNote: onNote)
  }
}
