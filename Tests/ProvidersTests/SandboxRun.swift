import Foundation
import Glibc
import ProviderConformance
import Synchronization
import Testing

@testable import Providers

enum Victim: Sendable {
  case parent, worker, both
  /// PID 1 of the sandbox.
  case firstProcess
}

/// One `firedrill-testworker` with its sandbox, and the host as it was before.
final class SandboxRun: Sendable {
  private let marker = "firedrill-test-\(UUID().uuidString)"
  private let scratch: Scratch
  private let process: Process
  private let lines: AsyncStream<String>
  private let before = HostState.now()

  static var promises: Int { ProviderConformance.checks.count }
  static var machinePromises: Int { ProviderConformance.machineChecks.count }

  init(_ check: String, _ controlPlanes: Int) throws {
    scratch = try Scratch()
    process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.executable()))
    process.arguments = ["parent", check, scratch.path, marker, "\(controlPlanes)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    let (lines, source) = AsyncStream.makeStream(of: String.self)
    self.lines = lines
    try process.run()
    let descriptor = dup(pipe.fileHandleForReading.fileDescriptor)
    Thread.detachNewThread {
      var reader = LineReader(descriptor: descriptor)
      while let line = reader.next() { source.yield(line) }
      close(descriptor)
      source.finish()
    }
  }

  /// Everything that it says until its end.
  func output() async -> [String] {
    var all: [String] = []
    for await line in lines { all.append(line) }
    return all
  }

  func waitForLine(_ isWanted: (String) -> Bool) async throws {
    for await line in lines where isWanted(line) { return }
    Issue.record("the worker ended too early")
  }

  func kill(_ victim: Victim) {
    let parent = process.processIdentifier
    let unshare = ProcessTable.children(of: parent)
    let first = unshare.flatMap { ProcessTable.children(of: $0) }
    let worker = first.flatMap { ProcessTable.children(of: $0) }
    let victims: [pid_t] =
      switch victim {
      case .parent: [parent]
      case .worker: worker
      case .firstProcess: first
      case .both: worker + [parent]
      }
    for pid in victims { Glibc.kill(pid, SIGKILL) }
    // A worker that was not there yet cannot be killed: then its parent is, so that every run ends.
    if victims.isEmpty { Glibc.kill(parent, SIGKILL) }
  }

  /// No process with this run's mark, and the host's mounts, links and rules as they were.
  func expectNothingLeft() async {
    var left = markedProcesses()
    for _ in 0..<500 where !left.isEmpty {
      try? await Task.sleep(for: .milliseconds(10))
      left = markedProcesses()
    }
    #expect(left == [], "processes are left")
    #expect(HostState.now() == before)
  }

  /// By their command line or their environment, which every process of the sandbox has the mark in.
  func markedProcesses() -> [String] {
    TextFile.names(in: "/proc").filter { pid_t($0) != nil }.compactMap { pid in
      // A killed process that its parent has not fetched yet has neither any more.
      let words = TextFile.read("/proc/\(pid)/cmdline") ?? ""
      let environment = TextFile.read("/proc/\(pid)/environ") ?? ""
      return words.contains(marker) || environment.contains(marker) ? "\(pid) \(words)" : nil
    }
  }

  /// Beside the test's own executable.
  static func executable() -> String? {
    guard let own = TextFile.readLink("/proc/self/exe") else { return nil }
    let folder = URL(fileURLWithPath: own).deletingLastPathComponent().path
    return folder + "/firedrill-testworker"
  }
}

/// What a drill could leave behind on the host, by the names and places that its own things have: others may come and go
/// while a test runs.
struct HostState: Hashable, Sendable {
  var mounts: [String]
  var links: Set<String>
  var namespaces: Set<String>
  var forwarding: String?

  static func now() -> HostState {
    let mounts = (TextFile.read("/proc/self/mountinfo") ?? "").split(separator: "\n").map(String.init)
    return HostState(
      mounts: mounts.filter { $0.contains("firedrill") || $0.contains(" /run ") }.sorted(),
      links: Set(TextFile.names(in: "/sys/class/net").filter(isOurs)),
      namespaces: Set(TextFile.names(in: "/run/netns").filter(isOurs)),
      forwarding: TextFile.read("/proc/sys/net/ipv4/ip_forward"))
  }

  private static func isOurs(_ name: String) -> Bool {
    ["zone", "edge", "cp-", "lb-", "worker-"].contains { name.hasPrefix($0) }
  }
}
