import Model
import Providers
import Synchronization

/// `etcd.nospace`: one key is written again and again until etcd's quota is used up by its old revisions, as it happens
/// where nobody compacts. etcd then raises its NOSPACE alarm and takes no writes, from nobody.
struct EtcdNospace: MachineFault {
  private static let alarm = "NOSPACE"
  /// etcd takes requests of up to 1.5 MiB.
  private static let valueBytes = 1 << 20
  /// Above etcd's own default quota, 2 GB.
  private static let mostValues = 2200
  private static let key = "firedrill/filler"

  let keyspace: @Sendable (MachineName) -> any EtcdKeyspace

  var undoText: String { "cannot be undone: recovery compacts, defragments and disarms the alarm" }
  func label(_ machine: any Machine) -> String { "quota of etcd on \(machine.name)" }

  /// Its writes take minutes, one after the other.
  var canBeCutShort: Bool { true }

  func look(at machine: any Machine) async throws -> Nothing {
    guard try await !keyspace(machine.name).raisedAlarms().contains(Self.alarm) else {
      throw FaultError.providerFailed("etcd has raised \(Self.alarm) already")
    }
    return Nothing()
  }

  func inject(on machine: any Machine) async throws {
    let etcd = keyspace(machine.name)
    let value = String(repeating: "x", count: Self.valueBytes)
    for _ in 0..<Self.mostValues {
      try Task.checkCancellation()
      guard try await etcd.put(Self.key, value) else { return }
    }
    throw FaultError.providerFailed("etcd took \(Self.mostValues) MiB: its quota is larger than etcd's own default")
  }

  func prove(on machine: any Machine, since before: Nothing) async throws -> EffectProof {
    let alarms = try await keyspace(machine.name).raisedAlarms()
    return alarms.contains(Self.alarm)
      ? .yes("\(machine.name): etcd lists the alarm \(Self.alarm)")
      : .no("\(machine.name): etcd lists \(alarms.isEmpty ? "no alarm" : alarms.joined(separator: ", "))")
  }
}
