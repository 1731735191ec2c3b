import Model
import Providers
import Synchronization

/// Where a cluster's services are now. A machine that took another's place has another address, so whoever asks often asks
/// here, and the provider is asked a few times a second.
final class Addresses: Sendable {
  /// How old an answer may be.
  private static let age = Duration.milliseconds(50)

  private let read: @Sendable () -> ClusterAccess
  private let kept: Mutex<(access: ClusterAccess, at: MonotonicTime)>

  init(_ read: @escaping @Sendable () -> ClusterAccess) {
    self.read = read
    kept = Mutex((read(), .now()))
  }

  var now: ClusterAccess {
    let time = MonotonicTime.now()
    if let access = kept.withLock({ time - $0.at < Self.age ? $0.access : nil }) { return access }
    let access = read()
    kept.withLock { $0 = (access, time) }
    return access
  }
}
