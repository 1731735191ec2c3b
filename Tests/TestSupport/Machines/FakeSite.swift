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

  /// Whether a connection from one machine to another is answered; nil when nobody has that address.
  func passes(from machine: FakeMachine, to host: String) -> Bool? {
    guard let other = machines.withLock({ $0.first { $0.address == host } }) else { return nil }
    guard other.state.withLock({ $0.power == .on }) else { return false }
    return arrives(from: machine, at: other) && arrives(from: other, at: machine)
  }

  private func arrives(from sender: FakeMachine, at receiver: FakeMachine) -> Bool {
    let source = sender.address
    let destination = receiver.address
    return sender.state.withLock { !$0.network.dropsOnTheWayOut(to: destination) }
      && receiver.state.withLock { !$0.network.dropsOnTheWayIn(from: source) }
  }
}
