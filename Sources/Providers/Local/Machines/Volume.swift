import Glibc

/// The volume under a machine's etcd: a folder of its own in memory, attached by a link that changes in one step.
struct Volume: Sendable {
  let files: MachineFiles

  /// Attaches a new, empty volume in the place of the one that is attached now, if any.
  ///
  /// - Returns: the folder of the old one, which nobody can find by the machine's path any more.
  @discardableResult
  func attachEmpty() throws(ProviderError) -> String? {
    let identity = String(UInt64.random(in: .min ... .max), radix: 16)
    let folder = "\(LocalLayout.volumes)/\(identity)"
    try ProtectedFiles.makeDirectory(folder)
    try ProtectedFiles.write(identity + "\n", to: folder + "/volume-id")
    let old = TextFile.readLink(files.volume)
    let link = files.volume + "." + identity
    guard symlink(folder, link) == 0 else { throw .fromErrno(doing: "link the volume \(link)") }
    guard rename(link, files.volume) == 0 else { throw .fromErrno(doing: "attach the volume \(files.volume)") }
    return old
  }

  func identity() -> String? {
    TextFile.read(files.volumeIdentity)?.split(separator: "\n").first.map(String.init)
  }
}
