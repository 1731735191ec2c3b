import Foundation
import Glibc
import Model
import Testing

/// Whatever dies, nothing stays behind.
@Suite(.serialized)
struct DeathTests {
  enum Victim: String, CaseIterable {
    case worker, parent, both
  }

  /// Moments over the whole of a drill: while namespaces are made, while machines boot, in the steady state, in the fault.
  static let cases = zip([0.05, 0.3, 1.0, 2.5, 5.0, 9.0], [Victim.parent, .worker, .both, .parent, .worker, .both])

  @Test(arguments: Array(cases))
  func aKillLeavesNothing(after seconds: Double, of victim: Victim) async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("drill.yaml", drillText(faults: killApiserver))
    let before = Host.marks()
    let process = try FiredrillProcess(["run", file, "--out", folder.path + "/reports"])
    if victim != .parent { await waitForWorker(of: process, folder) }
    try await Task.sleep(for: .seconds(seconds))
    strike(victim, process, folder)
    let status = await process.wait()
    #expect(await Host.leftovers(of: folder.path) == [])
    #expect(Host.marks() == before)
    if victim == .worker { #expect(status == 2, "a worker that died is a drill that proved nothing") }
  }

  private func strike(_ victim: Victim, _ process: FiredrillProcess, _ folder: TemporaryFolder) {
    if victim != .parent { for worker in workers(of: process, folder) { kill(worker, SIGKILL) } }
    if victim != .worker { kill(process.pid, SIGKILL) }
  }

  private func waitForWorker(of process: FiredrillProcess, _ folder: TemporaryFolder) async {
    while process.process.isRunning, workers(of: process, folder).isEmpty {
      try? await Task.sleep(for: .milliseconds(5))
    }
  }

  private func workers(of process: FiredrillProcess, _ folder: TemporaryFolder) -> [pid_t] {
    Host.processes(of: folder.path, named: "firedrill").filter { $0 != process.pid }
  }

  /// Five seconds are the promise to whoever presses Ctrl-C, not a measure of speed.
  @Test(arguments: ["boot", "steady state", "injecting"])
  func anInterruptEndsWithAPartialReport(while phase: String) async throws {
    let folder = try TemporaryFolder()
    let text = drillText(
      faults: """
            - process.pause: {on: {component: kube-apiserver}}
              at: 0s
              for: 30s
        """)
    let file = try folder.write("drill.yaml", text)
    let process = try FiredrillProcess(["run", file, "--out", folder.path + "/reports"])
    await process.waitForProgress(phase)
    let pressed = ContinuousClock.now
    kill(process.pid, SIGINT)
    #expect(await process.wait() == 2)
    #expect(ContinuousClock.now - pressed < .seconds(5))
    let drill = try #require(try readRun(folder.path + "/reports/latest").drills.first)
    #expect(drill.status == .errored)
    #expect(drill.reason.contains("interrupted"), "\(drill.reason)")
    if phase == "injecting" { #expect(drill.faults.first?.undone == true) }
    #expect(FileManager.default.fileExists(atPath: folder.path + "/reports/latest/report.html"))
    #expect(await Host.leftovers(of: folder.path) == [])
  }
}
