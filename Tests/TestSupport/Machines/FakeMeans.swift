public import Faults
public import Model
import Synchronization

/// An etcd with a quota, in memory.
public final class FakeKeyspace: EtcdKeyspace {
  private let quota: Int
  private let raisesAlarm: Bool
  private let state = Mutex<(bytes: Int, alarms: [String])>((0, []))

  /// - Parameter raisesAlarm: false: it refuses writes, and says nothing of it.
  public init(quota: Int = 3 << 20, alarms: [String] = [], raisesAlarm: Bool = true) {
    self.quota = quota
    self.raisesAlarm = raisesAlarm
    state.withLock { $0.alarms = alarms }
  }

  public var bytes: Int { state.withLock(\.bytes) }

  public func put(_ key: String, _ value: String) async throws -> Bool {
    state.withLock { state in
      guard state.bytes + value.utf8.count <= quota else {
        if raisesAlarm { state.alarms = ["NOSPACE"] }
        return false
      }
      state.bytes += value.utf8.count
      return true
    }
  }

  public func raisedAlarms() async throws -> [String] { state.withLock(\.alarms) }
}

/// Sees what fake machines serve with.
public struct FakeCertificates: CertificateCheck {
  let machines: [FakeMachine]

  public init(_ machines: [FakeMachine]) {
    self.machines = machines
  }

  public func served(by component: Component, on machine: MachineName) async -> ServedCertificate {
    guard let fake = machines.first(where: { $0.name == machine }) else { return .unclear("no such machine") }
    return fake.isExpired(component) ? .expired("certificate has expired") : .valid
  }
}

public struct FakeShelf: BackupShelf {
  public var paths: [String]

  public init(_ paths: [String] = []) {
    self.paths = paths
  }
}

extension FaultMeans {
  /// - Parameter leader: the machine of etcd's leader.
  public static func fake(
    _ machines: [FakeMachine], leader: String? = nil, keyspace: FakeKeyspace = FakeKeyspace(),
    backups: FakeShelf = FakeShelf(), clock: any DrillClock = ManualClock(), name: String = "test"
  ) -> FaultMeans {
    let leader = leader.map { MachineName($0) }
    return FaultMeans(
      leader: { leader }, etcd: { _ in keyspace }, certificates: FakeCertificates(machines), backups: backups,
      clock: clock, newName: { name })
  }
}
