import Foundation
import Model
import Providers
import Synchronization

/// `network.partition` and `zone.partition`: what one set of machines sends does not arrive at another.
///
/// The proof is traffic: datagrams that arrived before and do not now, each direction for itself; where a direction is to
/// stay open, they still do.
final class Partition: PreparedFault {
  struct Way: Sendable {
    var senders: [any Machine]
    var receivers: [any Machine]
    var isCut: Bool

    var label: String { "\(senders.names) → \(receivers.names)" }
  }

  let targets: [String]
  let fidelity: Fidelity
  private let ways: [Way]
  private let filters: [(machine: any Machine, filter: PacketFilter)]
  /// By way, the datagrams that arrived at each receiver before.
  private let before = Mutex<[[MachineName: Int]]>([])
  private let isBegun = Mutex(false)

  init(_ label: String, ways: [Way], filters: [(any Machine, PacketFilter)], fidelity: Fidelity) {
    targets = [label]
    self.ways = ways
    self.filters = filters
    self.fidelity = fidelity
  }

  var undoText: String { "delete the table \(filters.first?.filter.table ?? "") of the packet filters" }

  func lookBefore() async throws(FaultError) {
    let arrived = await arriving()
    for (way, counts) in zip(ways, arrived) where way.isCut && counts.values.allSatisfy({ $0 <= 0 }) {
      throw .providerFailed("nothing passes \(way.label) even before the fault")
    }
    before.withLock { $0 = arrived }
  }

  func inject() async throws(FaultError) {
    if before.withLock(\.isEmpty) { try await lookBefore() }
    isBegun.withLock { $0 = true }
    try await onEach { try await $1.load(on: $0) }
  }

  func proveEffect() async -> EffectProof {
    let before = before.withLock(\.self)
    guard !before.isEmpty else { return .no("nothing was done yet") }
    var evidence: [String] = []
    for (index, arrived) in await arriving().enumerated() {
      let proof = judge(ways[index], before: before[index], now: arrived)
      guard proof.observed else { return proof }
      evidence.append(proof.evidence)
    }
    return .yes(evidence.joined(separator: "; "))
  }

  func undo() async throws(FaultError) {
    guard isBegun.withLock(\.self) else { return }
    try await onEach { try await $1.remove(from: $0) }
  }

  /// The rules are known without it: their table has the fault's own name.
  func recall(_ memory: Data?) { isBegun.withLock { $0 = true } }

  func lifts() async -> [MachineLift] { filters.map { MachineLift($0.machine, [$0.filter.lift]) } }

  /// Only receivers that something reached before can show that it does not any more.
  private func judge(_ way: Way, before: [MachineName: Int], now: [MachineName: Int]) -> EffectProof {
    let reached = before.filter { $0.value > 0 }.keys.sorted()
    for name in reached {
      guard let arrived = now[name] else { return .no("\(name) could not be looked at") }
      if way.isCut, arrived > 0 { return .no("\(way.label): \(arrived) datagrams still arrive at \(name)") }
      if !way.isCut, arrived == 0 { return .no("\(way.label): nothing arrives at \(name), though it should") }
    }
    let count = reached.reduce(0) { $0 + (before[$1] ?? 0) }
    return .yes(way.isCut ? "\(way.label): of \(count) datagrams none arrives" : "\(way.label): datagrams still arrive")
  }

  /// One way after the other: what a machine counts is for all senders.
  private func arriving() async -> [[MachineName: Int]] {
    var arrived: [[MachineName: Int]] = []
    for way in ways { arrived.append(await Datagrams.arriving(at: way.receivers, from: way.senders)) }
    return arrived
  }

  private func onEach(_ body: @escaping @Sendable (any Machine, PacketFilter) async throws -> Void)
    async throws(FaultError)
  {
    let filterByMachine = Dictionary(uniqueKeysWithValues: filters.map { ($0.machine.name, $0.filter) })
    try await filters.map(\.machine).atOnce { machine in
      if let filter = filterByMachine[machine.name] { try await body(machine, filter) }
    }
  }
}

extension [any Machine] {
  var names: String { map(\.name.rawValue).joined(separator: ", ") }
}
