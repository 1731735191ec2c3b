public import Model
public import Providers
import Synchronization

/// A volume in memory.
struct FakeVolume: Sendable {
  var id: VolumeID
  var isFull = false
  var isReadOnly = false
  var isCorrupt = false
  /// Lost, and not written to since.
  var isEmpty = false
}

extension FakeMachine {
  public func volumeIdentity() async throws(ProviderError) -> String? { state.withLock { $0.volume?.id.rawValue } }

  public func loseStorage() async throws(ProviderError) {
    calls.note("\(name): lose storage")
    guard !isIgnored(.storageLoss) else { return }
    state.withLock { state in
      guard state.volume != nil else { return }
      state.volume = Self.newVolume(name.rawValue, &state)
      state.volume?.isEmpty = true
    }
    endHolders()
  }

  public func detachVolume() async throws(ProviderError) {
    calls.note("\(name): detach volume")
    guard !isIgnored(.detachment) else { return }
    let taken = state.withLock { state in
      defer { state.volume = nil }
      return state.volume
    }
    guard let taken else { throw .system(doing: "detach the volume of \(name)", reason: "none is attached") }
    site.withLock(\.self).keep(taken, lastOn: name)
    endHolders()
  }

  public func attachVolume(_ volume: VolumeID) async throws(ProviderError) {
    calls.note("\(name): attach \(volume)")
    guard !isIgnored(.attachment) else { return }
    guard let free = site.withLock(\.self).take(volume) else {
      throw .system(doing: "attach \(volume)", reason: "no such volume is detached")
    }
    state.withLock { $0.volume = free }
    if state.withLock({ $0.wanted.contains(.etcd) && $0.power == .on }) { spawn(.etcd) }
  }

  public func fillStorage() async throws(ProviderError) {
    calls.note("\(name): fill storage")
    if !isIgnored(.filling) { state.withLock { $0.volume?.isFull = true } }
  }

  public func freeStorage() async throws(ProviderError) {
    calls.note("\(name): free storage")
    if !isIgnored(.freeing) { state.withLock { $0.volume?.isFull = false } }
  }

  public func corruptStorage() async throws(ProviderError) {
    calls.note("\(name): corrupt storage")
    if !isIgnored(.corruption) { state.withLock { $0.volume?.isCorrupt = true } }
    end(.etcd)
  }

  public func setStorageReadOnly(_ isReadOnly: Bool) async throws(ProviderError) {
    calls.note("\(name): storage \(isReadOnly ? "read-only" : "writable")")
    if !isIgnored(.readOnly) { state.withLock { $0.volume?.isReadOnly = isReadOnly } }
  }

  private func endHolders() {
    if !isIgnored(.deathOfHolders) { end(.etcd) }
  }

  static func newVolume(_ name: String, _ state: inout State) -> FakeVolume {
    state.volumes += 1
    return FakeVolume(id: VolumeID("\(name)-volume-\(state.volumes)"))
  }
}
