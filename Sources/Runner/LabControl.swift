import Foundation
import Glibc
public import Model
import Providers
import Transport

/// What `firedrill lab` does.
public struct LabControl: Sendable {
  private static let bootLimit = Duration.seconds(120)

  private let lab: Lab

  public init(_ name: String) throws(RunnerError) {
    do {
      lab = try Lab(name: name, environment: ProcessInfo.processInfo.environment)
    } catch {
      throw Self.failure(error)
    }
  }

  /// - Returns: path of a kubeconfig that works from the user's shell.
  public func up(_ cluster: ClusterSpec) async throws(RunnerError) -> String {
    try await Preflight.check([])
    do throws(ProviderError) {
      _ = try await lab.up(
        executable: SelfExecutable.path, arguments: ["__lab", try Self.text(of: cluster)], within: Self.bootLimit)
    } catch {
      throw Self.failure(error)
    }
    return lab.folder.kubeconfig
  }

  /// A line for a POSIX shell.
  public static func export(_ kubeconfig: String) -> String {
    "export KUBECONFIG=\(shellQuoted(kubeconfig))"
  }

  public func down() async throws(RunnerError) {
    do { try await lab.down() } catch { throw Self.failure(error) }
  }

  /// Becomes the command on the machine; returns only when that cannot be.
  public func enter(_ machine: String, command: [String]) throws(RunnerError) {
    try become(MachineName(machine), command: command.isEmpty ? [Self.shell] : command)
  }

  public func showStatus() throws(RunnerError) {
    try become(nil, command: [SelfExecutable.path, "__lab-status", lab.folder.path])
  }

  public static func status(folder: String) -> String {
    LabWorker.status(folder: folder).joined(separator: "\n")
  }

  /// - Parameter cluster: as `up` wrote it.
  public static func stand(cluster: String, folder: String, port: UInt16) async throws {
    let spec = try JSONDecoder().decode(ClusterSpec.self, from: Data(cluster.utf8))
    try await LabWorker.stand(spec, folder: folder, port: port)
  }

  private static func text(of cluster: ClusterSpec) throws(ProviderError) -> String {
    do {
      return String(decoding: try JSONEncoder().encode(cluster), as: UTF8.self)
    } catch {
      throw .system(doing: "describe the cluster", reason: "\(error)")
    }
  }

  private static var shell: String { ProcessInfo.processInfo.environment["SHELL"] ?? "/bin/sh" }

  private func become(_ machine: MachineName?, command: [String]) throws(RunnerError) {
    let arguments: [String]
    do { arguments = try lab.entering(machine, command: command) } catch { throw Self.failure(error) }
    var pointers = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    setenv("PATH", lab.searchPath(), 1)
    execv(arguments[0], &pointers)
    throw .environment("cannot run \(arguments[0]): \(String(cString: strerror(errno)))")
  }

  private static func failure(_ error: ProviderError) -> RunnerError {
    if case .usage(let what, let remedy) = error { return .usage(what, remedy: remedy) }
    return .environment("\(error.description); \(error.remedy)")
  }
}
