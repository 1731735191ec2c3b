import Clients
import Foundation
import Model
import Providers
import Store

/// What has to hold before anything is broken.
extension StandingRun {
  static func requireAgreement(
    _ connection: ClusterConnection, _ request: RunRequest, _ environment: [String: String], isOurs: Bool
  ) async throws(RunnerError) {
    let lever = SafetyLever(environment: environment, api: connection.api)
    let (label, pulled): (String?, String?)
    do {
      label = try await connection.system().labels[Consent.label]
      pulled = try await lever.pulledBeforehand()
    } catch {
      throw .environment(error.description)
    }
    if !isOurs,
      let refusal = request.consent.refusal(of: request.target.reference, name: request.target.name, label: label)
    {
      throw .refused(["\(refusal)"])
    }
    if let pulled {
      throw .refused(["nothing may be broken now: \(pulled); ask who pulled the safety lever, and release it"])
    }
  }

  /// What cannot be taken out again must not be put in.
  static func requireFitness(_ connection: ClusterConnection) async throws(RunnerError) {
    let unfit = await connection.cluster.fitness().compactMap { seen in
      seen.flaw.map { "\(seen.machine): \($0)" }
    }
    guard unfit.isEmpty else {
      throw .environment(
        "\(connection.target.reference) cannot be drilled as it is: \(unfit.joined(separator: "; "))")
    }
  }

  /// A cluster that another run of this machine has broken cannot always be asked who drills it, nor be looked at.
  static func explained(_ error: RunnerError, _ target: ClusterTarget, _ run: RunFolder) -> RunnerError {
    guard case .environment(let reason) = error, let journal = try? FaultJournal(existing: run.journal),
      let open = try? journal.content().open
    else { return error }
    let owners = open.filter { $0.entry.cluster.reference == target.reference }.map { LockOwner($0.entry.owner) }
    if let other = owners.first(where: \.isAtWork) {
      return .environment(
        "\(target.reference) is being drilled by \(other): wait for its end. It was seen so: \(reason)")
    }
    guard let entry = open.first(where: { $0.entry.cluster.reference == target.reference })?.entry else { return error }
    return .faultLeft(
      "run \(entry.run) left \(entry.chosen.fault.kind.rawValue) on \(target.reference), which was seen so: \(reason)",
      undo: "firedrill undo --out \(run.output) --cluster \(target.reference)")
  }

  /// A fault of an earlier run would be taken for this one's.
  static func requireNothingLeft(
    _ connection: ClusterConnection, _ run: RunFolder
  ) async throws(RunnerError) {
    let journal: FaultJournal
    let content: FaultJournal.Content
    do {
      journal = try FaultJournal(path: run.journal)
      content = try journal.content()
    } catch {
      throw .environment("\(error.ofTheJournal); without the journal nothing is broken")
    }
    guard content.unreadable.isEmpty else {
      let entries = content.unreadable.map(\.description).joined(separator: "; ")
      throw .faultLeft(
        "the journal \(run.journal) holds what nobody can read: \(entries)",
        undo: "firedrill undo --out \(run.output) --cluster \(connection.target.reference) --forget")
    }
    // One that lost its data has come back as another, under the same name.
    let target = connection.target
    let open = content.open.map(\.entry).filter {
      $0.cluster.identity == target.identity || $0.cluster.reference == target.reference
    }
    let found = await connection.cluster.leftovers()
    if open.isEmpty, let unseen = found.first(where: { $0.kind == .unseen }) {
      throw .environment(unseen.description)
    }
    let left = found.map(\.description) + open.map { "\($0.chosen.fault.kind.rawValue) of run \($0.run)" }
    guard left.isEmpty else {
      throw .faultLeft(
        "an earlier run left something on \(target.reference): \(left.joined(separator: ", "))",
        undo: "firedrill undo --out \(run.output) --cluster \(target.reference)")
    }
  }
}
