import Foundation
import Model
import TestSupport
import Testing

/// The drill waits for the cloud's own healing, and measures it. The nodes are instances behind Compute Engine's API, of which
/// every order reaches the container engine.
@Suite(.serialized, .enabled(if: KindLab.isSmall || KindLab.isHighlyAvailable, KindLab.why), .timeLimit(.minutes(30)))
struct StandingHealingTests {
  private static let takes = Duration.seconds(6)

  /// As automatic restart does.
  @Test(.enabled(if: KindLab.isSmall)) func aMachineThatTheCloudStartsAgainIsWaitedFor() async throws {
    try await isWaitedFor("machine.lose", controlPlanes: 1)
  }

  /// As a stateful group does, with the disk that it had.
  @Test(.enabled(if: KindLab.isHighlyAvailable)) func aMachineThatAGroupMakesAnewIsWaitedFor() async throws {
    try await isWaitedFor("machine.terminate", controlPlanes: 3)
  }

  private func isWaitedFor(_ fault: String, controlPlanes: Int) async throws {
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "drill.yaml",
      drillText(
        cluster: "{controlPlanes: \(controlPlanes)}", faults: "      - \(fault): {on: {component: etcd}}",
        recovery: "{runbook: await-machines, deadline: 5m, stable: 2s}", objectives: "{recover: 4m}"))
    let first = ComputeEngine(KindLab.nodes[0].name)
    let instances = [first] + KindLab.nodes.dropFirst().map { ComputeEngine($0.name, tokensOf: first) }
    for instance in instances { instance.grant(["get", "start", "stop", "delete"].map { "compute.instances.\($0)" }) }
    let group = InstanceGroup(instances, healsWithin: Self.takes)
    let result = try await answering(group.answer) { address in
      let inventory = try await KindLab.inventory(in: folder, compute: "http://\(address)/compute/v1")
      return try await FiredrillProcess.run(
        [
          "run", file, "--cluster", "hosts:" + inventory, "--consent", "lab", "--accept-data-loss", "--out",
          folder.path + "/reports",
        ],
        environment: ["GCE_METADATA_HOST": address])
    }
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    let drill = try #require(try readRun(folder.path + "/reports/latest").drills.first)
    #expect(drill.status == .passed, "\(drill.reason)")
    let waited = try #require(drill.recovery.steps.first { $0.name == "wait for machines" })
    #expect(waited.detail.contains("came back within"), "\(waited)")
    #expect(try #require(drill.measures.timeToRecover) > Self.takes.seconds, "it was down that long")
    #expect(await group.healed == 1)
    // Nobody but the group did it.
    #expect(instances.flatMap(\.orders).filter { $0.hasPrefix("start") } == [])
    #expect(await KindLab.marks() == [])
  }
}

/// Instances that are nodes of the lab. One that is stopped or deleted takes its container with it; a while later it is there
/// again.
actor InstanceGroup {
  private let instances: [ComputeEngine]
  private let time: Duration
  private var down: Set<String> = []
  private(set) var healed = 0

  init(_ instances: [ComputeEngine], healsWithin time: Duration) {
    self.instances = instances
    self.time = time
  }

  func answer(_ question: Question) async -> Answer {
    let words = question.path.split(separator: "/")
    let instance = instances.first { engine in
      words.contains { $0.hasPrefix("operation-\(engine.name)-") || $0 == engine.name }
    }
    guard let engine = instance ?? instances.first else { return Answer("", status: 404) }
    let answer = engine.answer(question)
    if engine.status != "RUNNING", down.insert(engine.name).inserted {
      await KindLab.run(["kill", engine.name])
      Task { await heal(engine) }
    }
    return answer
  }

  private func heal(_ engine: ComputeEngine) async {
    try? await Task.sleep(for: time)
    await KindLab.run(["start", engine.name])
    engine.makeAnew()
    down.remove(engine.name)
    healed += 1
  }
}
