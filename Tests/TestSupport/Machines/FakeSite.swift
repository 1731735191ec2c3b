import Model
import Synchronization

/// What fake machines share: the volumes that are attached to none of them, and the wire between them.
final class FakeSite: Sendable {
  private let detached = Mutex<[VolumeID: (volume: FakeVolume, lastOn: MachineName)]>([:])
  private let machines = Mutex<[FakeMachine]>([])

  func join(_ machine: FakeMachine) {
    machines.withLock { $0.append(machine) }
    machine.site.withLock { $0 = self }
  }

  // MARK: volumes

  var detachedVolumes: [VolumeID: MachineName] { detached.withLock { $0.mapValues(\.lastOn) } }

  func keep(_ volume: FakeVolume, lastOn machine: MachineName) {
    detached.withLock { $0[volume.id] = (volume, machine) }
  }

  /// nil when it is not among the detached ones.
  func take(_ volume: VolumeID) -> FakeVolume? {
    detached.withLock { $0.removeValue(forKey: volume)?.volume }
  }

  // MARK: network

  /// Datagrams to a port on which nobody listens: one way, and counted where they arrive.
  func deliver(_ count: Int, from sender: FakeMachine, to address: String) {
    guard let receiver = machines.withLock({ $0.first { $0.address == address } }) else { return }
    let source = sender.address
    guard sender.state.withLock({ !$0.network.dropsOnTheWayOut(to: address) }) else { return }
    receiver.state.withLock { state in
      guard state.power == .on, !state.network.dropsOnTheWayIn(from: source) else { return }
      state.network.unclaimed += count
    }
  }
}
