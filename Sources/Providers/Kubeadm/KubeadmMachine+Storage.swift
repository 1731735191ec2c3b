import Foundation
import Model
import Transport

extension KubeadmMachine {
  private static let diskLimit = Duration.seconds(60)

  public func volumeIdentity() async throws(ProviderError) -> String? {
    guard components.contains(.etcd), try await isNotOff() else { return nil }
    let result = try await script(
      NodeScripts.folderIdentity, [KubeadmLayout.etcdData], doing: "looking at etcd's folder")
    let identity = result.text.trimmingCharacters(in: .whitespacesAndNewlines)
    return identity.isEmpty ? nil : identity
  }

  /// Freezes etcd, so that it acknowledges nothing that is lost already; its kubelet then starts it on the empty folder.
  public func loseStorage() async throws(ProviderError) {
    try require(.etcd)
    try await withFrozenEtcd { (frozen: [ProcessIdentity]) async throws(ProviderError) -> Void in
      try await script(
        NodeScripts.loseFolder, [KubeadmLayout.etcdData] + frozen.map { "\($0.pid)" }, doing: "losing etcd's folder",
        limit: Self.diskLimit)
    }
  }

  public func corruptStorage() async throws(ProviderError) {
    try require(.etcd)
    try await withFrozenEtcd { (frozen: [ProcessIdentity]) async throws(ProviderError) -> Void in
      guard !frozen.isEmpty else {
        throw .system(doing: "corrupt etcd's database on \(name)", reason: "etcd is down")
      }
      try await corrupt(KubeadmLayout.etcdData + "/member/snap/db")
      try await send(.kill, to: .etcd)
    }
  }

  private func corrupt(_ database: String) async throws(ProviderError) {
    let read = Command(
      "sh", ["-c", NodeScripts.readBlocks, "sh", database], outputLimitBytes: 1 << 30, deadline: Self.diskLimit)
    let content = try await onNode(read)
    guard content.isSuccess, !content.isTruncated else {
      throw .commandFailed(doing: "reading \(database) on \(name)", output: content.complaint)
    }
    try await script(
      NodeScripts.writeBlocks, [database], doing: "writing \(database)", input: Damage.flipped(content.output),
      limit: Self.diskLimit)
  }

  /// Where `harm` fails, etcd goes on; also where it was given up, and in a cancelled task nothing would be sent any more.
  private func withFrozenEtcd(
    _ harm: ([ProcessIdentity]) async throws(ProviderError) -> Void
  ) async throws(ProviderError) {
    let frozen = try await send(.stop, to: .etcd)
    do {
      try await harm(frozen)
    } catch {
      _ = await Task { try? await send(.continue, to: .etcd) }.value
      throw error
    }
  }
}
