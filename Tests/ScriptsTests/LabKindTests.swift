import FlyingFox
import FlyingSocks
import Foundation
import Subprocess
import Testing

/// `scripts/lab-kind.sh` as far as it goes without a container engine: arguments, the answer that there is none, and,
/// on a stand-in for Docker, what is removed and what is left alone.
@Suite struct LabKindTests {
  // MARK: Arguments

  @Test(arguments: [
    (["fly"], "there is no command 'fly'"),
    (["list", "lab"], "list takes nothing more, and 'lab' was given"),
    (["up"], "which cluster?"),
    (["up", "Lab"], "'Lab' is no name for a cluster"),
    (["up", "-lab"], "'-lab' is no name for a cluster"),
    (["up", "lab/../other"], "'lab/../other' is no name for a cluster"),
    (["up", String(repeating: "a", count: 41)], "is no name for a cluster"),
    (["up", "lab", "--fast"], "up knows no '--fast'"),
    (["up", "lab", "--workers"], "--workers takes a number from 0 to 20, not ''"),
    (["up", "lab", "--workers", "21"], "--workers takes a number from 0 to 20, not '21'"),
    (["up", "lab", "--control-planes", "0"], "--control-planes takes a number from 1 to 9, not '0'"),
    (["up", "lab", "--control-planes", "$(id)"], "--control-planes takes a number from 1 to 9, not '$(id)'"),
    (["up", "lab", "--zones"], "--zones takes names with commas between them"),
    (["up", "lab", "--zones", "a,"], "--zones takes names with commas between them"),
    (["up", "lab", "--zones", "a,,b"], "'' is no name for a zone"),
    (["up", "lab", "--zones", "a,B"], "'B' is no name for a zone"),
    (["down"], "which cluster?"),
    (["down", "lab", "other"], "down takes one name"),
  ])
  func wrongUsageIsRefused(arguments: [String], message: String) async throws {
    try await withSandbox { sandbox in
      let outcome = try await sandbox.lab(arguments)
      #expect(outcome.status == .exited(64), "\(outcome)")
      #expect(outcome.text.contains(message), "\(outcome)")
      #expect(outcome.text.contains("Next: scripts/lab-kind.sh help"), "\(outcome)")
    }
  }

  @Test func helpNamesEveryCommand() async throws {
    try await withSandbox { sandbox in
      let outcome = try await sandbox.lab([])
      #expect(outcome.status == .exited(0), "\(outcome)")
      for command in ["images", "up", "down", "list", "kubeconfig", "status", "engine", "engine-stop"] {
        #expect(outcome.output.contains("scripts/lab-kind.sh \(command) "), "\(outcome)")
      }
    }
  }

  // MARK: Without an engine

  @Test(arguments: [["up", "lab"], ["down", "lab"], ["list"], ["engine"]])
  func withoutAnEngineItSaysSoAndMakesNothing(arguments: [String]) async throws {
    try await withSandbox { sandbox in
      let outcome = try await sandbox.lab(arguments)
      #expect(outcome.status == .exited(3), "tests read 3 as \"skip, with this reason\": \(outcome)")
      #expect(outcome.text.contains("No kind cluster can run here: no container engine listens at"), "\(outcome)")
      #expect(outcome.text.contains("Next: start that engine, or unset DOCKER_HOST"), "\(outcome)")
      #expect(try sandbox.clusters() == [])
      #expect(!sandbox.usedDebian(), "nothing is fetched for a cluster that cannot be")
    }
  }

  @Test(arguments: ["tcp://127.0.0.1:2375", "ssh://host", "nonsense"])
  func anEngineElsewhereIsRefused(address: String) async throws {
    try await withSandbox { sandbox in
      let outcome = try await sandbox.lab(["up", "lab"], ["DOCKER_HOST": address])
      #expect(outcome.status == .exited(3), "\(outcome)")
      #expect(outcome.text.contains("DOCKER_HOST is '\(address)'"), "\(outcome)")
    }
  }

  @Test func statusWorksWithoutAnEngine() async throws {
    try await withSandbox { sandbox in
      let outcome = try await sandbox.lab(["status"])
      #expect(outcome.status == .exited(0), "\(outcome)")
      #expect(outcome.output.contains("not made yet: make lab-kind"), "\(outcome)")
      #expect(outcome.output.contains("no container engine listens"), "\(outcome)")
    }
  }

  @Test func onlyAWholeClusterHasAKubeconfig() async throws {
    try await withSandbox { sandbox in
      try sandbox.makeCluster("half", files: ["nodes": ""])
      let half = try await sandbox.lab(["kubeconfig", "half"])
      #expect(half.status == .exited(2), "\(half)")
      #expect(half.text.contains("the lab has no cluster half"), "\(half)")

      try sandbox.makeCluster("lab", files: ["kubeconfig": "secret"])
      let whole = try await sandbox.lab(["kubeconfig", "lab"])
      #expect(whole.status == .exited(0), "\(whole)")
      #expect(whole.output == sandbox.cluster("lab").appending(path: "kubeconfig").path() + "\n")
    }
  }

  /// A number in a file may by now be anybody's.
  @Test func engineStopLeavesAForeignProcessAlone() async throws {
    try await withSandbox { sandbox in
      let folder = sandbox.cache.appending(path: "kind-lab/engine")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data("\(ProcessInfo.processInfo.processIdentifier)\n".utf8).write(to: folder.appending(path: "dockerd.pid"))
      let outcome = try await sandbox.lab(["engine-stop"])
      #expect(outcome.status == .exited(0), "\(outcome)")
      #expect(outcome.text.contains("No engine of the lab's own runs."), "\(outcome)")
    }
  }

  // MARK: On a stand-in for Docker

  @Test func aRealKindsClusterIsLeftAlone() async throws {
    try await withSandbox { sandbox in
      try await sandbox.servingEngine {
        let outcome = try await sandbox.lab(["down", "lab"], ["FAKE_ALL": "a1\nb2", "FAKE_OWN": "a1"])
        #expect(outcome.status == .exited(2), "\(outcome)")
        #expect(outcome.text.contains("there are containers of a cluster lab that the lab did not make"), "\(outcome)")
        #expect(try sandbox.askedOfDocker().allSatisfy { !$0.hasPrefix("rm ") })
      }
    }
  }

  @Test func downRemovesContainersVolumesAndTheFolderAndNothingElse() async throws {
    try await withSandbox { sandbox in
      try await sandbox.servingEngine {
        try sandbox.makeCluster("lab", files: ["kubeconfig": "secret"])
        try sandbox.makeCluster("other", files: ["kubeconfig": "secret"])
        let outcome = try await sandbox.lab(["down", "lab"], ["FAKE_ALL": "a1\nb2", "FAKE_OWN": "a1\nb2"])
        #expect(outcome.status == .exited(0), "\(outcome)")
        let removals = try sandbox.askedOfDocker().filter { $0.contains("rm ") }
        #expect(removals == ["rm --force --volumes a1 b2"], "the network is not the lab's")
        #expect(try sandbox.clusters() == ["other"])
      }
    }
  }

  @Test func downRemovesWhatAnInterruptedRunLeft() async throws {
    try await withSandbox { sandbox in
      try await sandbox.servingEngine {
        try sandbox.makeCluster("lab", files: ["nodes": ""])
        let outcome = try await sandbox.lab(["down", "lab"])
        #expect(outcome.status == .exited(0), "\(outcome)")
        #expect(try sandbox.clusters() == [])
        let again = try await sandbox.lab(["down", "lab"])
        #expect(again.status == .exited(0) && again.text.contains("There is no cluster lab."), "\(again)")
      }
    }
  }

  @Test func listNamesEachClusterOnce() async throws {
    try await withSandbox { sandbox in
      try await sandbox.servingEngine {
        let outcome = try await sandbox.lab(["list"], ["FAKE_NAMES": "other\nlab\nlab"])
        #expect(outcome.status == .exited(0), "\(outcome)")
        #expect(outcome.output == "lab\nother\n")
      }
    }
  }

  @Test func aRootlessEngineIsRefused() async throws {
    try await withSandbox { sandbox in
      try await sandbox.servingEngine {
        let outcome = try await sandbox.lab(["list"], ["FAKE_SECURITY": "name=rootless"])
        #expect(outcome.status == .exited(3), "\(outcome)")
        #expect(outcome.text.contains("is rootless"), "\(outcome)")
      }
    }
  }
}

extension ScriptSandbox {
  private var socket: String { folder.appending(path: "docker.sock").path() }
  private var dockerLog: URL { folder.appending(path: "docker.log") }

  /// Runs `scripts/lab-kind.sh`, told of an engine that nobody serves unless ``servingEngine(_:)`` does.
  fileprivate func lab(
    _ arguments: [String], _ variables: [Environment.Key: String] = [:]
  ) async throws -> Outcome {
    var all: [Environment.Key: String] = ["DOCKER_HOST": "unix://\(socket)", "FAKE_DOCKER_LOG": dockerLog.path()]
    all.merge(variables) { _, new in new }
    return try await run(script: "lab-kind.sh", arguments: arguments, variables: all)
  }

  fileprivate func cluster(_ name: String) -> URL { cache.appending(path: "kind-lab/clusters/\(name)") }

  fileprivate func makeCluster(_ name: String, files: [String: String]) throws {
    try FileManager.default.createDirectory(at: cluster(name), withIntermediateDirectories: true)
    for (file, text) in files { try Data(text.utf8).write(to: cluster(name).appending(path: file)) }
  }

  fileprivate func clusters() throws -> [String] {
    let folder = cache.appending(path: "kind-lab/clusters")
    guard FileManager.default.fileExists(atPath: folder.path()) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
  }

  /// What the stand-in for the docker command was asked, a line each.
  fileprivate func askedOfDocker() throws -> [String] {
    try String(contentsOf: dockerLog, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// While `body` runs, an engine answers at the socket, and a stand-in for the docker command knows the containers
  /// that the test names.
  fileprivate func servingEngine(_ body: @Sendable () async throws -> Void) async throws {
    try makeProgram(
      "docker",
      """
      #!/bin/sh
      # --host ADDRESS
      shift 2
      echo "$*" >>"$FAKE_DOCKER_LOG"
      case "$*" in
        info*) echo "linux $FAKE_SECURITY " ;;
        ps*--format*) printf '%s\\n' "$FAKE_NAMES" ;;
        ps*label=firedrill.dev/lab*) printf '%s' "$FAKE_OWN" ;;
        ps*) printf '%s' "$FAKE_ALL" ;;
        network*) exit 1 ;;
      esac
      """)
    let handler = ClosureHTTPHandler { _ in HTTPResponse(statusCode: .ok, body: Data("OK".utf8)) }
    let server = HTTPServer(address: .unix(path: socket), logger: .disabled, handler: handler)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      try await server.waitUntilListening(timeout: 60)
      try await body()
      await server.stop()
      group.cancelAll()
    }
  }
}
