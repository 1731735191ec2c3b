import Glibc
import Model

/// The place on a machine where its volume is found: a link that changes in one step.
struct Attachment: Sendable {
  /// On the volume; holds the volume's name.
  static let nameFile = "volume-id"

  let files: MachineFiles

  /// The volume that is attached now; nil when there is none.
  var volume: VolumeID? {
    guard let target = TextFile.readLink(files.volume), TextFile.exists(target) else { return nil }
    return target.split(separator: "/").last.map { VolumeID(String($0)) }
  }

  func point(to volume: VolumeID) throws(ProviderError) { try point(to: VolumeStore.folder(of: volume)) }

  /// A link that leads nowhere, not none: etcd would make a folder there.
  func pointNowhere() throws(ProviderError) { try point(to: LocalLayout.volumes + "/none") }

  private func point(to folder: String) throws(ProviderError) {
    let link = files.volume + ".new"
    unlink(link)
    guard symlink(folder, link) == 0 else { throw .fromErrno(doing: "link the volume \(link)") }
    guard rename(link, files.volume) == 0 else { throw .fromErrno(doing: "attach the volume \(files.volume)") }
  }

  /// What the volume itself says that it is.
  func identity() -> String? {
    TextFile.read(files.volumeIdentity)?.split(separator: "\n").first.map(String.init)
  }
}
