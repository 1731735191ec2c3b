import Model
import Providers
import Synchronization

/// Where a cluster's services are now. A machine that took another's place has another address, so whoever asks often asks
/// here, and the provider is asked a few times a second.
final class Addresses: Sendable {
  /// How old an answer may be.
  private static let age = Duration.milliseconds(50)

  private let read: @Sendable () -> ClusterAccess
  private let workload = Mutex<String?>(nil)
  private let kept: Mutex<(access: ClusterAccess, at: MonotonicTime)>

  init(_ read: @escaping @Sendable () -> ClusterAccess) {
    self.read = read
    kept = Mutex((read(), .now()))
  }

  /// Where the workload's pods answer, once they are made.
  func serveWorkload(at address: String) { workload.withLock { $0 = address } }

  var now: ClusterAccess {
    var access = known
    access.workload = access.workload ?? workload.withLock(\.self)
    return access
  }

  private var known: ClusterAccess {
    let time = MonotonicTime.now()
    if let access = kept.withLock({ time - $0.at < Self.age ? $0.access : nil }) { return access }
    let access = read()
    kept.withLock { $0 = (access, time) }
    return access
  }
}
