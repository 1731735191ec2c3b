import Foundation
import Model
import Testing

@testable import Runner

/// Who is at work on a cluster from this machine, without asking the cluster.
struct HostLockTests {
  private let target = ClusterTarget(.kind("lab"))

  @Test func aSecondRunIsToldOfTheFirst() throws {
    try withState { environment in
      let first = try HostLock.take(target, run: "run-1", environment: environment)
      let held = #expect(throws: HostLock.Held.self) {
        try HostLock.take(target, run: "run-2", environment: environment)
      }
      #expect(held?.holder.hasPrefix("run-1 (process ") == true)
      #expect(try HostLock.take(ClusterTarget(.kind("other")), run: "run-2", environment: environment) !== first)
      withExtendedLifetime(first) {}
    }
  }

  @Test func itEndsWithWhoeverHoldsIt() throws {
    try withState { environment in
      _ = try HostLock.take(target, run: "run-1", environment: environment)
      _ = try HostLock.take(target, run: "run-2", environment: environment)
      #expect(HostLock.holder(of: target, environment: environment) == nil)
    }
  }

  /// Held by a process that names another run than this process's.
  @Test func whoeverElseHoldsItIsNamed() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let environment = ["XDG_STATE_HOME": folder]
    withExtendedLifetime(try HostLock.take(target, run: "run-1", environment: environment)) {
      #expect(
        HostLock.holder(of: target, environment: environment) == nil, "this process does not stand in its own way")
    }
    let file = folder + "/firedrill/drilled/kind-lab"
    try "run-2 (process 1 on elsewhere, boot pid:[1])".write(toFile: file, atomically: false, encoding: .utf8)
    let other = Process()
    other.executableURL = URL(filePath: "/usr/bin/flock")
    other.arguments = [file, "sleep", "60"]
    try other.run()
    defer { other.terminate() }
    while HostLock.holder(of: target, environment: environment) == nil, other.isRunning {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(HostLock.holder(of: target, environment: environment)?.hasPrefix("run-2 ") == true)
  }

  /// Then the cluster's own lock has to do.
  @Test(arguments: [[:], ["XDG_STATE_HOME": "/proc/nowhere"]]) func whereNoFileCanBeMadeNobodyIsHeldUp(
    _ environment: [String: String]
  ) throws {
    let first = try HostLock.take(target, run: "run-1", environment: environment)
    let second = try HostLock.take(target, run: "run-2", environment: environment)
    #expect(HostLock.holder(of: target, environment: environment) == nil)
    withExtendedLifetime((first, second)) {}
  }

  private func withState(_ body: ([String: String]) throws -> Void) throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(["XDG_STATE_HOME": folder])
  }

  private static func folder() throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }
}
