import Foundation
import Glibc
import Model
import Testing

/// Nothing is broken that nobody agreed to, and not by two at once.
@Suite(.serialized, .enabled(if: KindLab.isSmall, KindLab.why), .timeLimit(.minutes(30)))
struct StandingConsentTests {
  private let folder: TemporaryFolder
  private let file: String

  init() async throws {
    folder = try TemporaryFolder()
    file = try folder.write("drill.yaml", Self.pause(for: "5s"))
    #expect(await KindLab.settle())
  }

  @Test func withoutConsentNothingIsDone() async throws {
    let before = try await kubelet()
    let result = try await FiredrillProcess.run(arguments(try killTheKubelet()))
    #expect(result.status == 64)
    #expect(result.errors.contains("has not agreed to be drilled"), "\(result.errors)")
    #expect(try await kubelet() == before)
    let written = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/reports")
    #expect(!written.contains { $0.first?.isNumber == true }, "it leaves no run: \(written)")
  }

  @Test func theClusterCanAgreeItself() async throws {
    await KindLab.kubectl("label", "namespace", "kube-system", "firedrill.dev/consent=true", "--overwrite")
    let result = try await run([])
    await KindLab.kubectl("label", "namespace", "kube-system", "firedrill.dev/consent-")
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func aLeverInTheEnvironmentStopsEverything() async throws {
    let result = try await run(["--consent", KindLab.name], environment: ["FIREDRILL_STOP": "maintenance"])
    #expect(result.status == 64)
    #expect(result.errors.contains("FIREDRILL_STOP is set to maintenance"), "\(result.errors)")
  }

  @Test func aLeverInTheClusterStopsADrillUnderWay() async throws {
    let long = try folder.write("long.yaml", Self.pause(for: "60s"))
    let process = try FiredrillProcess(arguments(long) + ["--consent", KindLab.name])
    await process.waitForProgress("effect proved")
    // The paused component is the scheduler: the API takes the config map.
    await KindLab.kubectl(
      "-n", "kube-system", "create", "configmap", "firedrill-stop", "--from-literal=reason=drill over")
    let status = await process.wait()
    await KindLab.kubectl("-n", "kube-system", "delete", "configmap", "firedrill-stop")
    #expect(status == 2)
    #expect(process.errorText.contains("drill over"), "\(process.errorText)")
    let drill = try #require(try readRun(folder.path + "/reports/latest").drills.first)
    #expect(
      drill.reason.contains("stopped by the safety lever") && drill.reason.contains("drill over"), "\(drill.reason)")
    #expect(await KindLab.marks() == [])
  }

  @Test func aSecondRunNamesTheFirst() async throws {
    let long = try folder.write("long.yaml", Self.pause(for: "30s"))
    let process = try FiredrillProcess(arguments(long) + ["--consent", KindLab.name])
    await process.waitForProgress("steady state")
    let second = try await run(["--consent", KindLab.name], out: "second")
    #expect(second.status == 2)
    #expect(second.errors.contains("is being drilled by"), "\(second.errors)")
    kill(process.pid, SIGINT)
    _ = await process.wait()
    #expect(await KindLab.marks() == [])
  }

  @Test func aSecondRunNamesTheFirstAlsoWhileNobodyAnswers() async throws {
    let off = try folder.write(
      "off.yaml",
      drillText(
        faults: "      - machine.lose: {on: {component: etcd}}\n        for: 20s",
        recovery: "{runbook: self, deadline: 120s, stable: 2s}", objectives: "{recover: 100s}"))
    let process = try FiredrillProcess(arguments(off) + ["--consent", KindLab.name, "--accept-data-loss"])
    await process.waitForProgress("effect proved")
    #expect(process.process.isRunning, "\(process.errorText)")
    let second = try await run(["--consent", KindLab.name])
    #expect(second.status == 2)
    #expect(second.errors.contains("is being drilled by"), "\(second.errors)")
    #expect(second.errors.contains("process \(process.pid) on"), "\(second.errors)")
    kill(process.pid, SIGINT)
    _ = await process.wait()
    #expect(await KindLab.marks() == [])
  }

  @Test func withoutAJournalNothingIsBroken() async throws {
    let reports = folder.path + "/reports"
    try FileManager.default.createDirectory(atPath: reports + "/journal.sqlite", withIntermediateDirectories: true)
    let before = try await kubelet()
    let result = try await FiredrillProcess.run(arguments(try killTheKubelet()) + ["--consent", KindLab.name])
    #expect(result.status == 2)
    #expect(result.errors.contains("without the journal nothing is broken"), "\(result.errors)")
    #expect(try await kubelet() == before)
  }

  @Test func aDrillThatLosesDataNeedsABackupOfItsOwn() async throws {
    let text = drillText(
      faults: "      - storage.lose: {on: {component: etcd}}\n", recovery: "{runbook: self, deadline: 60s, stable: 2s}",
      objectives: "{}\n  expect: unrecovered")
    let lossy = try folder.write("lossy.yaml", text)
    let result = try await FiredrillProcess.run(arguments(lossy) + ["--consent", KindLab.name])
    #expect(result.status == 2, "one that is refused has proved nothing")
    #expect(result.output.contains("no backup of the drill is younger"), "\(result.output)\(result.errors)")
    #expect(await KindLab.settle(within: .seconds(5)))
  }

  /// Its name leads to the control plane, as a stale one may.
  @Test func anotherMachineThanTheNamedOneIsNotBroken() async throws {
    let inventory = try await KindLab.inventory(in: folder, workersLeadToThePlane: true)
    let kubelet = try folder.write(
      "kubelet.yaml",
      drillText(
        cluster: "{controlPlanes: 1, workers: 1, zones: [a, b]}",
        faults: "      - process.pause: {on: {component: kubelet, machine: worker-1}}\n        for: 5s"))
    let result = try await FiredrillProcess.run([
      "run", kubelet, "--cluster", "hosts:" + inventory, "--consent", "lab", "--out", folder.path + "/reports",
    ])
    #expect(result.status == 2, "\(result.output)\(result.errors)")
    #expect(result.errors.contains("the machine behind worker-1 is not the Node"), "\(result.errors)")
    #expect(await KindLab.marks() == [])
  }

  // MARK: helpers

  /// How much breaks at once is reckoned for a cluster that is whole.
  @Test func afterADrillThatLeftItsFaultNothingIsBroken() async throws {
    let path = KindLab.commandsFile
    let stays = try folder.write(
      "stays.yaml",
      drillText(
        name: "stays", cluster: "{controlPlanes: 1, workers: 1}",
        faults: """
              - command: {on: {machine: worker-1}, run: [touch, \(path)], undo: ["false"], effect: [test, -e, \(path)]}
                for: 2s
          """))
    let before = try await kubelet()
    let files = [stays, try killTheKubelet()]
    let result = try await FiredrillProcess.run(
      ["run"] + files + ["--cluster", KindLab.kind, "--consent", KindLab.name, "--out", folder.path + "/reports"])
    #expect(result.status == 3, "\(result.output)\(result.errors)")
    let drills = try readRun(folder.path + "/reports/latest").drills
    #expect(drills.map(\.reason).contains { $0.contains("stays may have left its fault in the cluster") }, "\(drills)")
    #expect(try await kubelet() == before)
    let worker = try #require(KindLab.nodes.first { $0.role == "worker" })
    await KindLab.run(["exec", worker.name, "rm", "-f", path])
    let undone = try await FiredrillProcess.run(
      ["undo", "--out", folder.path + "/reports", "--cluster", KindLab.kind])
    #expect(undone.status == 0, "what has no effect any more is out: \(undone.output)\(undone.errors)")
    #expect(await KindLab.marks() == [])
  }

  private static func pause(for time: String) -> String {
    drillText(
      faults: """
            - process.pause: {on: {component: kube-scheduler}}
              for: \(time)
        """, recovery: "{runbook: self, deadline: 120s, stable: 2s}", objectives: "{recover: 100s}")
  }

  private func arguments(_ file: String, out: String = "reports") -> [String] {
    ["run", file, "--cluster", KindLab.kind, "--out", "\(folder.path)/\(out)"]
  }

  private func run(
    _ more: [String], environment: [String: String] = [:], out: String = "reports"
  ) async throws -> (status: Int32, output: String, errors: String) {
    try await FiredrillProcess.run(arguments(file, out: out) + more, environment: environment)
  }

  /// Nothing but a drill ends a kubelet: the components of a control plane also start anew by themselves, when they lose a lease.
  private func killTheKubelet() throws -> String {
    try folder.write(
      "kill.yaml",
      drillText(
        cluster: "{controlPlanes: 1, workers: 1}",
        faults: "      - process.kill: {on: {component: kubelet, machine: worker-1}}"))
  }

  /// The worker's kubelet, by number.
  private func kubelet() async throws -> String {
    let worker = try #require(KindLab.nodes.first { $0.role == "worker" })
    return try #require(await KindLab.run(["exec", worker.name, "pidof", "kubelet"]))
  }
}
