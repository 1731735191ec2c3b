import Glibc
public import Model
import Transport

extension LocalMachine {
  private var attachment: Attachment { Attachment(files: files) }
  var attachedVolume: VolumeID? { attachment.volume }

  public func volumeIdentity() async throws(ProviderError) -> String? { attachment.identity() }

  /// Freezes etcd, takes the volume away, then kills it. So it can neither acknowledge a write that is already lost nor
  /// write into the new volume; and its supervisor, which restarts it at once, can only find the empty one.
  public func loseStorage() async throws(ProviderError) {
    let lost = try requireVolume("lose its storage")
    let new = try volumes.create(for: name)
    try await withEtcdFrozen { () throws(ProviderError) in try attach(new) }
    try await offPool("discard-volume") { () throws(ProviderError) in try self.volumes.discard(lost) }
  }

  public func detachVolume() async throws(ProviderError) {
    let volume = try requireVolume("detach its volume")
    try await withEtcdFrozen { () throws(ProviderError) in try attachment.pointNowhere() }
    volumes.giveBack(volume)
  }

  public func attachVolume(_ volume: VolumeID) async throws(ProviderError) {
    try require(.etcd)
    guard attachedVolume == nil else {
      throw .system(doing: "attach volume \(volume) to \(name)", reason: "another one is attached to it")
    }
    try attach(volume)
  }

  public func fillStorage() async throws(ProviderError) {
    let folder = VolumeStore.folder(of: try requireVolume("fill its volume"))
    try await offPool("fill") { () throws(ProviderError) in try Damage.fill(folder) }
  }

  public func freeStorage() async throws(ProviderError) {
    let folder = VolumeStore.folder(of: try requireVolume("free its volume"))
    try await offPool("free") { () throws(ProviderError) in try Damage.free(folder) }
  }

  /// The log beside the database stays as it is.
  public func corruptStorage() async throws(ProviderError) {
    let database = VolumeStore.folder(of: try requireVolume("corrupt its volume")) + "/etcd/member/snap/db"
    try await withEtcdFrozen { () throws(ProviderError) in try Damage.flipBits(in: database) }
  }

  /// Etcd has to be ended first, since a file that is open for writing keeps a file system writable. It comes up again on
  /// what refuses writes, and cannot stay.
  public func setStorageReadOnly(_ isReadOnly: Bool) async throws(ProviderError) {
    let volume = try requireVolume(isReadOnly ? "make its volume read-only" : "make its volume writable")
    let wasHeld = isHeld(.etcd)
    if isReadOnly { try await stop(.etcd, grace: .zero) }
    try await poll("the last writer on the volume of \(name)", every: .milliseconds(5), within: .seconds(5)) {
      () throws(ProviderError) -> PollAnswer<Void> in
      try volumes.setReadOnly(volume, isReadOnly) ? .ready(()) : .waiting("a file on it is open for writing")
    }
    if isReadOnly && !wasHeld { try await letRun(.etcd) }
  }

  func attach(_ volume: VolumeID) throws(ProviderError) {
    try volumes.take(volume, for: name)
    try attachment.point(to: volume)
  }

  private func requireVolume(_ doing: String) throws(ProviderError) -> VolumeID {
    try require(.etcd)
    guard let volume = attachedVolume else {
      throw .system(doing: "let \(name) \(doing)", reason: "no volume is attached to it")
    }
    return volume
  }

  /// Etcd stands still while `change` is made, and dies with it.
  private func withEtcdFrozen(_ change: () throws(ProviderError) -> Void) async throws(ProviderError) {
    try await signal(.etcd, .stop)
    try change()
    // Also kills one that its supervisor started in between; it held nothing yet.
    try await waitForEnd(of: signal(.etcd, .kill))
  }
}
