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
    /// What is no fault, and could not be removed yet.
    public var remains: [String] = []

    public init() {}

    public var exitCode: ExitCode { left.isEmpty ? .passed : .faultLeft }
  }

  /// What an API takes to come up after its machine was switched on (20 s on an idle host), several times over.
  private static let apiPatience = Duration.seconds(120)

  private let journal: FaultJournal?
  private let output: String?
  private let forgets: Bool
  private let environment: [String: String]

  /// - Parameters:
  ///   - journal: nil where there is none: then only what is marked as ours is found.
  ///   - output: the folder of the reports, in which backups of a drill that was cut short may be; nil: not known.
  ///   - forgets: closes the entries that cannot be acted on: of clusters that are gone or cannot be reached, and those that
  ///     nobody can read.
  public init(
    journal: FaultJournal?, output: String?, forgets: Bool = false,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.journal = journal
    self.output = output
    self.forgets = forgets
    self.environment = environment
  }

  /// The last fault first; goes on after a failure: one that stays must not keep the others in.
  ///
  /// - Parameters:
  ///   - run: of this run alone; nil: of all.
  ///   - isOver: whether it has ended, so that its lock is given back; not where only one of its workers died.
  public func undo(run: String? = nil, isOver: Bool = true) async throws(StoreError) -> Outcome {
    guard let content = try journal?.content(run: run) else { return Outcome() }
    var outcome = Outcome()
    try give(up: content.unreadable.map { ($0.id, "\($0)") }, because: nil, &outcome)
    // Each cluster is connected to once, in the order of its last fault.
    var targets: [ClusterTarget] = []
    for open in content.open where !targets.contains(open.entry.cluster) { targets.append(open.entry.cluster) }
    for target in targets {
      let open = content.open.filter { $0.entry.cluster == target }
      try await undo(open, on: target, isOver: isOver, &outcome)
    }
    return outcome
  }

  /// Entries that cannot be acted on stay open, unless they are to be forgotten.
  private func give(
    up entries: [(id: Int64, what: String)], because reason: String?, _ outcome: inout Outcome
  ) throws(StoreError) {
    for entry in entries {
      if forgets {
        try journal?.mark(entry.id, .undone)
        outcome.closed.append(entry.what)
      } else {
        let hint = reason == nil ? "; --forget closes it" : "; where its cluster is gone for good, --forget closes it"
        outcome.left.append(entry.what + (reason.map { ": " + $0 } ?? "") + hint)
      }
    }
  }

  private func undo(
    _ open: [FaultJournal.Open], on target: ClusterTarget, isOver: Bool, waits: Bool = true, _ outcome: inout Outcome
  ) async throws(StoreError) {
    if let player = open.map({ LockOwner($0.entry.owner) }).first(where: \.isAtWork) {
      return leave(open, to: player.description, &outcome)
    }
    let folder = ProtectedFolder.temporary("undo")
    defer { ProtectedFolder.remove(folder) }
    let connection: ClusterConnection
    do {
      connection = try await ClusterConnection.open(target, folder: folder, environment: environment, need: .machines)
    } catch {
      let reason = "\(error.description); \(error.remedy)"
      if open.isEmpty { outcome.left.append("\(target.reference) could not be searched: \(reason)") }
      return try give(up: open.map { ($0.id, Self.words($0.entry)) }, because: reason, &outcome)
    }
    let runs = Set(open.map(\.entry.run))
    // What it has in place is its own to take out; what it puts in next would be missed.
    if connection.hasAnswered, let player = await ClusterLock.player(connection.api, of: runs) {
      leave(open, to: player, &outcome)
      return await connection.close()
    }
    var failed: [(open: FaultJournal.Open, reason: String)] = []
    for fault in open {
      do {
        try await Undoing.undo(fault.entry.chosen, memory: fault.entry.memory, on: connection.cluster)
        try close(fault, &outcome)
      } catch {
        failed.append((fault, "\(error)"))
      }
    }
    if connection.hasAnswered, let other = await ClusterLock.holder(connection.api, besides: runs) {
      outcome.left.append("\(target.reference) was not searched for more: it is being drilled by \(other)")
      await connection.close()
    } else {
      await sweep(connection.cluster, &outcome)
      // Without its data a cluster does not come back by itself.
      let isOfData = !open.isEmpty && open.allSatisfy(\.entry.chosen.fault.destroysData)
      var remains = "the namespaces firedrill-…"
      if let answering = await answering(connection, target, folder, isWorthAWait: waits && !isOfData) {
        // It may play from another machine, and could not be asked for before.
        if let player = await ClusterLock.player(answering.api, of: runs) {
          leave(open, to: player, &outcome)
          return await answering.close()
        }
        remains = await Undoing.removeNamespaces(of: answering.cluster).joined(separator: ", ")
        if isOver { await ClusterLock.forget(answering.api, of: runs) }
        await answering.close()
      }
      if !remains.isEmpty { outcome.remains.append(Self.stays(remains, target)) }
    }
    for (open, reason) in failed { try give(up: [(open.id, Self.words(open.entry))], because: reason, &outcome) }
  }

  private func leave(_ open: [FaultJournal.Open], to player: String, _ outcome: inout Outcome) {
    outcome.left += open.map { "\(Self.words($0.entry)): \(player) is still at it; stop it with Ctrl-C first" }
  }

  /// Data that is gone does not come back by itself: such an entry stays until somebody says that the cluster is whole.
  private func close(_ fault: FaultJournal.Open, _ outcome: inout Outcome) throws(StoreError) {
    let (words, isOfData) = (Self.words(fault.entry), fault.entry.chosen.fault.destroysData)
    guard !isOfData || forgets else {
      let backups = output.flatMap { DrillBackups.kept(of: fault.entry, in: $0) }
      let means = backups.map { "; the backups that the drill took are in \($0), for `etcdctl snapshot restore`" } ?? ""
      outcome.left.append(
        "\(words): what a repair had stopped is started again, but its data may be gone, and nothing but a restore brings "
          + "it back\(means); --forget closes the entry once the cluster is whole")
      return
    }
    try journal?.mark(fault.id, .undone)
    if fault.entry.chosen.fault.canBeLeft { outcome.undone.append(words) } else { outcome.closed.append(words) }
  }

  /// This connection, or another once the API answers: it was away, and its identities could not even be read, while the control
  /// plane's machine was off. Closes the first where it returns another one, or none.
  private func answering(
    _ first: ClusterConnection, _ target: ClusterTarget, _ folder: String, isWorthAWait: Bool
  ) async -> ClusterConnection? {
    guard !first.hasAnswered else { return first }
    await first.close()
    let end = MonotonicTime.now() + (isWorthAWait ? Self.apiPatience : .zero)
    while MonotonicTime.now() < end, !Task.isCancelled {
      let again = try? await ClusterConnection.open(target, folder: folder, environment: environment)
      if let again { return again }
      try? await Task.sleep(for: .seconds(1))
    }
    return nil
  }

  /// What is marked as ours and in no entry: a run that died before it was written down, or a journal that is lost.
  private func sweep(_ cluster: any Cluster, _ outcome: inout Outcome) async {
    for leftover in await cluster.leftovers() {
      do {
        try await cluster.remove(leftover)
        outcome.undone.append(leftover.description)
      } catch {
        // Its machine's own timer, or another undo, may have been quicker.
        guard leftover.kind != .unseen, await !cluster.leftovers().contains(leftover) else {
          outcome.left.append("\(leftover): \(error)")
          continue
        }
      }
    }
  }

  /// Without a journal: only what is marked as ours.
  ///
  /// - Parameter waits: for an API that does not answer: the fault may be out already, and the API on its way.
  public func sweep(_ target: ClusterTarget, waits: Bool) async throws(StoreError) -> Outcome {
    var outcome = Outcome()
    let owners = try journal?.content().open.filter { $0.entry.cluster.reference == target.reference }
      .map { LockOwner($0.entry.owner) }
    if let player = owners?.first(where: \.isAtWork) {
      outcome.left.append("\(target.reference) was not searched for more: it is being drilled by \(player)")
      return outcome
    }
    try await undo([], on: target, isOver: true, waits: waits, &outcome)
    return outcome
  }

  private static func stays(_ what: String, _ target: ClusterTarget) -> String {
    "the API of \(target.reference) does not answer: what a drill kept in it (\(what)) stays until "
      + "`firedrill undo --cluster \(target.reference)` is run again"
  }

  private static func words(_ entry: JournalEntry) -> String {
    let place = (entry.chosen.machines + entry.chosen.others).map(\.rawValue).joined(separator: ", ")
    return "\(entry.chosen.fault.kind.rawValue) on \(place) of \(entry.cluster.reference) (drill \(entry.drill))"
  }
}
