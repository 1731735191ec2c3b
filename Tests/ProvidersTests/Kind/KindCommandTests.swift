import Foundation
import Model
import Synchronization
import Testing
import Transport

@testable import Providers

/// What the `kind` command is asked for where no cluster is named.
struct KindCommandTests {
  @Test func aClusterIsMadeOfTheDrillsMachinesAndZones() async throws {
    let runner = Recorder()
    let spec = ClusterSpec(workers: 1, zones: [ZoneName("a"), ZoneName("b")])
    try await KindCommand(runner: runner).create("firedrill-1", spec, kubeconfig: "/keys/config")
    let command = try #require(runner.commands.first)
    #expect(command.executable == "kind")
    #expect(
      command.arguments == [
        "create", "cluster", "--name", "firedrill-1", "--config", "-", "--kubeconfig", "/keys/config", "--wait", "120s",
      ])
    let text = String(decoding: command.input ?? [], as: UTF8.self)
    #expect(text.hasPrefix("kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n"))
    #expect(text.contains("- role: control-plane\n  labels: {topology.kubernetes.io/zone: \"a\"}\n"))
    #expect(text.components(separatedBy: "- role: worker").count == 2, "one worker: \(text)")
  }

  @Test func itIsDeletedByItsName() async throws {
    let runner = Recorder()
    try await KindCommand(runner: runner).delete("firedrill-1", kubeconfig: "/keys/config")
    let arguments = runner.commands.map(\.arguments)
    #expect(arguments == [["delete", "cluster", "--name", "firedrill-1", "--kubeconfig", "/keys/config"]])
  }

  @Test func whereItIsMissingTheWayOnIsNamed() async {
    let error = await #expect(throws: ProviderError.self) {
      try await KindCommand(runner: Recorder(isThere: false)).create("x", ClusterSpec(), kubeconfig: "/keys/config")
    }
    #expect(error?.remedy.contains("--cluster kind:NAME") == true, "\(String(describing: error))")
  }

  private final class Recorder: CommandRunner {
    private let kept = Mutex<[Command]>([])
    private let isThere: Bool

    var commands: [Command] { kept.withLock(\.self) }

    init(isThere: Bool = true) { self.isThere = isThere }

    func run(_ command: Command) async throws(CommandError) -> CommandResult {
      guard isThere else { throw .notFound(command) }
      kept.withLock { $0.append(command) }
      return CommandResult(exit: .code(0))
    }
  }
}
