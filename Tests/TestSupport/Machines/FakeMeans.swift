public import Faults
public import Model
public import Providers
import Synchronization

/// An etcd with a quota, in memory.
public final class FakeKeyspace: EtcdKeyspace {
  private let quota: Int
  private let raisesAlarm: Bool
  private struct State: Sendable {
    /// The key's value, its earlier values, and the file.
    var (live, history, bytes) = (0, 0, 0)
    var alarms: [String] = []
    var keys: Set<String> = []
    var failure: (any Error)?
    var shrinksInVain = 0
  }

  private let state = Mutex(State())

  /// - Parameter raisesAlarm: false: it refuses writes, and says nothing of it.
  public init(quota: Int = 3 << 20, alarms: [String] = [], raisesAlarm: Bool = true) {
    self.quota = quota
    self.raisesAlarm = raisesAlarm
    state.withLock { $0.alarms = alarms }
  }

  public var bytes: Int { state.withLock(\.bytes) }
  public var alarms: [String] { state.withLock(\.alarms) }

  public func put(_ key: String, _ value: String) async throws -> Bool {
    state.withLock { state in
      guard !state.alarms.contains("NOSPACE"), state.bytes + value.utf8.count <= quota else {
        if raisesAlarm { state.alarms = ["NOSPACE"] }
        return false
      }
      state.keys.insert(key)
      state.history += state.live
      state.live = value.utf8.count
      state.bytes += value.utf8.count
      return true
    }
  }

  public func raisedAlarms() async throws -> [String] { alarms }

  public func has(_ key: String) async throws -> Bool { state.withLock { $0.keys.contains(key) } }
  /// Each that is there now.
  public var keys: Set<String> { state.withLock(\.keys) }

  public func delete(_ key: String) async throws {
    state.withLock { state in
      state.keys.remove(key)
      state.history += state.live
      state.live = 0
    }
  }

  public func memberNames() async throws -> [String] { [] }
  public func compact() async throws { state.withLock { $0.history = 0 } }

  public func shrink() async throws {
    if let failure = state.withLock(\.failure) { throw failure }
    state.withLock { state in
      if state.shrinksInVain > 0 {
        state.shrinksInVain -= 1
      } else {
        state.bytes = state.live + state.history
      }
    }
  }

  /// As one that has not compacted yet, so many times.
  public func shrinkInVain(times: Int) { state.withLock { $0.shrinksInVain = times } }

  /// From now on nothing can be given back; `nil`: it can again.
  public func refuseToShrink(_ failure: (any Error)?) { state.withLock { $0.failure = failure } }

  /// One that is still full raises it again at once.
  public func disarm(_ alarm: String) async throws {
    state.withLock { state in if state.bytes < quota { state.alarms.removeAll { $0 == alarm } } }
  }
}

/// Sees what fake machines serve with.
public struct FakeCertificates: CertificateCheck {
  let machines: [FakeMachine]

  public init(_ machines: [FakeMachine]) {
    self.machines = machines
  }

  public func served(by component: Component, on machine: any Machine) async -> ServedCertificate {
    guard let fake = machines.first(where: { $0.name == machine.name }) else { return .unclear("no such machine") }
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
