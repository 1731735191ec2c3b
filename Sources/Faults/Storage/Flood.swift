import Model
import Providers
import Synchronization

/// Fills volumes again and again, as a log does that nobody rotates.
///
/// Filled once, a volume does not stay full: etcd ends, and when it starts again it first cuts its log to what was written,
/// which frees most of 64 MB.
final class Flood: Sendable {
  private static let pause = Duration.milliseconds(200)

  private let clock: any DrillClock
  private let tasks = Mutex<[MachineName: Task<Void, Never>]>([:])

  init(clock: any DrillClock) {
    self.clock = clock
  }

  deinit {
    for task in tasks.withLock({ $0.values }) { task.cancel() }
  }

  /// Until it is ended, or another volume is attached. It has to outlive the call that begins it, so it is nobody's child.
  func begin(on machine: any Machine) {
    let task = Task { [clock] in
      guard let volume = try? await machine.volumeIdentity() else { return }
      while (try? await clock.sleep(until: clock.now() + Self.pause)) != nil {
        guard let now = try? await machine.volumeIdentity(), now == volume else { return }
        // A machine that is off is filled when it is on again.
        try? await machine.fillStorage()
      }
    }
    tasks.withLock { $0.updateValue(task, forKey: machine.name) }?.cancel()
  }

  func end(on machine: any Machine) async {
    let task = tasks.withLock { $0.removeValue(forKey: machine.name) }
    task?.cancel()
    await task?.value
  }
}
