import Foundation
import Glibc
import Model
import Providers

/// One run at a time on a cluster from this machine, also while its API cannot be asked for ``ClusterLock``.
///
/// A lock on a file below `${XDG_STATE_HOME:-$HOME/.local/state}/firedrill/drilled`: the kernel gives it back with the process that
/// holds it, however that ends. Where no such file can be made there is none, and the cluster's own lock has to do.
final class HostLock: Sendable {
  struct Held: Error, Hashable {
    let holder: String
  }

  private let descriptor: Int32?

  private init(_ descriptor: Int32?) { self.descriptor = descriptor }

  deinit {
    if let descriptor { close(descriptor) }
  }

  static func take(
    _ target: ClusterTarget, run: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(Held) -> HostLock {
    guard let path = path(target, environment) else { return HostLock(nil) }
    try? FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return HostLock(nil) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Held(holder: words(in: path))
    }
    let owner = Array(LockOwner(run: run).description.utf8)
    if ftruncate(descriptor, 0) == 0 { _ = write(descriptor, owner, owner.count) }
    return HostLock(descriptor)
  }

  /// Who is at work on the cluster from this machine, apart from this process; nil: nobody.
  static func holder(
    of target: ClusterTarget, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String? {
    guard let path = path(target, environment) else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
    let holder = words(in: path)
    return LockOwner(holder).isThisProcess ? nil : holder
  }

  private static func words(in path: String) -> String {
    let text = try? String(contentsOfFile: path, encoding: .utf8)
    return text.flatMap { $0.isEmpty ? nil : $0 } ?? "another run of this machine"
  }

  private static func path(_ target: ClusterTarget, _ environment: [String: String]) -> String? {
    guard let state = StateFolder.path(environment) else { return nil }
    let kind = target.reference.description.prefix { $0 != ":" }
    return "\(state)/drilled/\(kind)-\(target.name.replacing("/", with: "_"))"
  }
}
