import Glibc
import Model
import Synchronization

/// The volumes of a cluster: each a file system of its own in memory, of limited size.
final class VolumeStore: Sendable {
  /// Of each volume. etcd allots 128 MiB for its log from the start, and a restore keeps the old data beside the new.
  static let sizeBytes = 512 << 20

  private let kind: VolumeKind
  /// The machine that a volume is attached to, or was last.
  private let records = Mutex<[VolumeID: Record]>([:])

  private struct Record {
    var machine: MachineName
    var isAttached: Bool
  }

  init(_ kind: VolumeKind) { self.kind = kind }

  static func folder(of volume: VolumeID) -> String { "\(LocalLayout.volumes)/\(volume)" }

  /// Makes an empty volume for a machine, which is to attach it. Its name can be read on it.
  func create(for machine: MachineName) throws(ProviderError) -> VolumeID {
    let volume = VolumeID(String(UInt64.random(in: .min ... .max), radix: 16))
    let folder = Self.folder(of: volume)
    try ProtectedFiles.makeDirectory(folder)
    try mountOrThrow(
      "tmpfs", on: folder, type: "tmpfs", flags: MS_NOSUID | MS_NODEV, options: "mode=0700,size=\(Self.sizeBytes)")
    try ProtectedFiles.write("\(volume)\n", to: "\(folder)/\(Attachment.nameFile)")
    records.withLock { $0[volume] = Record(machine: machine, isAttached: true) }
    return volume
  }

  /// Removes a volume with all that is on it. What still holds files of it keeps them until it ends.
  func discard(_ volume: VolumeID) throws(ProviderError) {
    let folder = Self.folder(of: volume)
    _ = records.withLock { $0.removeValue(forKey: volume) }
    guard umount2(folder, Int32(MNT_DETACH)) == 0 else { throw .fromErrno(doing: "unmount \(folder)") }
    guard rmdir(folder) == 0 else { throw .fromErrno(doing: "remove \(folder)") }
  }

  /// Marks a volume as attached.
  ///
  /// - Throws: when there is no such volume, or it is attached to another machine.
  func take(_ volume: VolumeID, for machine: MachineName) throws(ProviderError) {
    let refusal = records.withLock { records -> String? in
      guard let record = records[volume] else { return "there is no such volume" }
      if record.isAttached && record.machine != machine { return "it is attached to \(record.machine)" }
      records[volume] = Record(machine: machine, isAttached: true)
      return nil
    }
    if let refusal { throw .system(doing: "attach volume \(volume) to \(machine)", reason: refusal) }
  }

  func giveBack(_ volume: VolumeID) { records.withLock { $0[volume]?.isAttached = false } }

  /// The machine that the volume was attached to is gone for good.
  func machineIsGone(_ volume: VolumeID) throws(ProviderError) {
    switch kind {
    case .local: try discard(volume)
    case .persistent: giveBack(volume)
    }
  }

  var detached: [VolumeID: MachineName] {
    records.withLock { $0.filter { !$0.value.isAttached }.mapValues(\.machine) }
  }

  /// Makes the file system refuse writes, or take them again.
  ///
  /// - Returns: false while a file on it is open for writing.
  func setReadOnly(_ volume: VolumeID, _ isReadOnly: Bool) throws(ProviderError) -> Bool {
    let folder = Self.folder(of: volume)
    let flags = MS_REMOUNT | MS_NOSUID | MS_NODEV | (isReadOnly ? MS_RDONLY : 0)
    if mount("none", folder, nil, UInt(flags), nil) == 0 { return true }
    guard errno == EBUSY else { throw .fromErrno(doing: "remount \(folder)") }
    return false
  }
}
