import Foundation
import Model
import Providers
import Synchronization

/// `etcd.nospace`: one key is written again and again until etcd's quota is used up by its old revisions, as it happens
/// where nobody compacts. etcd then raises its NOSPACE alarm and takes no writes, from nobody.
final class EtcdNospace: PreparedFault {
  /// Not below `firedrill/`, which a drill's end removes: while it is there, an undo was not brought to its end.
  private static let key = "firedrill.filler"
  private static let alarm = "NOSPACE"
  /// etcd takes requests of up to 1.5 MiB.
  private static let valueBytes = 1 << 20
  /// Above etcd's own default quota, 2 GB.
  private static let mostValues = 2200
  /// For a member that is behind: a database of etcd's default quota is compacted in seconds.
  private static let (mostLooks, lookInterval) = (30, Duration.seconds(1))

  let fidelity: Fidelity
  private let machines: [any Machine]
  /// Every member: what is written on one is on all.
  private let members: [any Machine]
  private let keyspace: @Sendable (MachineName) -> any EtcdKeyspace
  private let hasLooked = Mutex(false)
  private let isBegun = Mutex(false)

  init(
    machines: [any Machine], members: [any Machine], keyspace: @escaping @Sendable (MachineName) -> any EtcdKeyspace,
    fidelity: Fidelity
  ) {
    self.machines = machines
    self.members = members
    self.keyspace = keyspace
    self.fidelity = fidelity
  }

  var targets: [String] { machines.map { "quota of etcd on \($0.name)" } }
  var undoText: String { "remove what fills it, compact and defragment etcd, disarm the alarm" }

  /// Its writes take minutes, one after the other.
  var canBeCutShort: Bool { true }

  func lookBefore() async throws(FaultError) {
    for machine in machines {
      guard try await !faultError({ try await keyspace(machine.name).hasRaised(Self.alarm) }) else {
        throw .providerFailed("etcd has raised \(Self.alarm) already")
      }
    }
    hasLooked.withLock { $0 = true }
  }

  func inject() async throws(FaultError) {
    if !hasLooked.withLock(\.self) { try await lookBefore() }
    isBegun.withLock { $0 = true }
    try await machines.atOnce { [self] machine in try await fill(keyspace(machine.name)) }
  }

  private func fill(_ etcd: any EtcdKeyspace) async throws {
    let value = String(repeating: "x", count: Self.valueBytes)
    for _ in 0..<Self.mostValues {
      try Task.checkCancellation()
      guard try await etcd.put(Self.key, value) else { return }
    }
    throw FaultError.providerFailed("etcd took \(Self.mostValues) MiB: its quota is larger than etcd's own default")
  }

  func proveEffect() async -> EffectProof {
    guard isBegun.withLock(\.self) else { return .no("nothing was done yet") }
    var evidence: [String] = []
    for machine in machines {
      do throws(FaultError) {
        let alarms = try await faultError { try await keyspace(machine.name).raisedAlarms() }
        guard alarms.contains(Self.alarm) else {
          return .no("\(machine.name): etcd lists \(alarms.isEmpty ? "no alarm" : alarms.joined(separator: ", "))")
        }
        evidence.append("\(machine.name): etcd lists the alarm \(Self.alarm)")
      } catch {
        return .no("quota of etcd on \(machine.name) could not be looked at: \(error)")
      }
    }
    return EffectProof(observed: !evidence.isEmpty, evidence: evidence.joined(separator: "; "))
  }

  // MARK: undo

  /// It looked before it was written down: an alarm that etcd has now is this fault's.
  func recall(_ memory: Data?) { isBegun.withLock { $0 = true } }

  /// A recovery may have made room already: then only the key is left. It goes last, so that an undo that was cut short is begun
  /// again.
  ///
  /// - Source: etcd, "Maintenance", space quota <https://etcd.io/docs/latest/op-guide/maintenance/#space-quota>
  func undo() async throws(FaultError) {
    guard isBegun.withLock(\.self), let etcd = try await whoAnswers() else { return }
    let isRaised = try await faultError { try await etcd.hasRaised(Self.alarm) }
    let hasKey = try await faultError { try await etcd.has(Self.key) }
    guard isRaised || hasKey else { return }
    try await faultError { try await etcd.compact() }
    let names = (try? await etcd.memberNames()) ?? []
    let failure = await shrinkAll(of: names)
    try await faultError { try await etcd.disarm(Self.alarm) }
    // A member that is away may raise the alarm again when it is back: its file is as full as it was.
    if let failure { throw failure }
    try await proveRoom(on: names)
    try await faultError { try await etcd.delete(Self.key) }
  }

  /// A write through each member, which looks at its own file: one that was behind had nothing to give back yet.
  private func proveRoom(on names: [String]) async throws(FaultError) {
    for member in members where isCounted(member, names) {
      let etcd = keyspace(member.name)
      try await faultError {
        try await member.unlessTerminated {
          for _ in 0..<Self.mostLooks {
            if try await etcd.put(Self.key, "") { return }
            try await Task.sleep(for: Self.lookInterval)
            try await etcd.shrink()
            try await etcd.disarm(Self.alarm)
          }
          throw FaultError.providerFailed("etcd on \(member.name) takes no writes yet: its space is used up")
        }
      }
    }
  }

  private func isCounted(_ member: any Machine, _ names: [String]) -> Bool {
    names.isEmpty || names.contains(member.etcd?.name ?? "")
  }

  /// One after the other.
  ///
  /// - Parameter names: etcd's members; empty: not known.
  private func shrinkAll(of names: [String]) async -> FaultError? {
    var failure: FaultError?
    for member in members where isCounted(member, names) {
      do throws(FaultError) {
        try await faultError { try await member.unlessTerminated { try await keyspace(member.name).shrink() } }
      } catch {
        failure = failure ?? error
      }
    }
    return failure
  }

  /// - Returns: nil where every member is gone for good.
  private func whoAnswers() async throws(FaultError) -> (any EtcdKeyspace)? {
    var failure: FaultError?
    for member in members {
      do throws(FaultError) {
        let etcd = keyspace(member.name)
        var isThere = false
        try await faultError {
          try await member.unlessTerminated {
            _ = try await etcd.has(Self.key)
            isThere = true
          }
        }
        if isThere { return etcd }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return nil
  }
}
