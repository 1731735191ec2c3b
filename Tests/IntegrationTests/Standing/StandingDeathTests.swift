import Foundation
import Glibc
import Model
import Store
import Testing

/// The harness is killed at any moment: `firedrill undo` leaves nothing, and without it the machines help themselves.
@Suite(.serialized, .enabled(if: KindLab.isSmall, KindLab.why), .timeLimit(.minutes(180)))
struct StandingDeathTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var fault: String
    /// Machines without power cannot help themselves.
    var needsWatchman = false

    var testDescription: String { fault }
  }

  /// `FIREDRILL_SWEEP_ONLY`: those whose fault has these words.
  static let sweptCases = cases.filter { example in
    ProcessInfo.processInfo.environment["FIREDRILL_SWEEP_ONLY"].map { example.fault.contains($0) } ?? true
  }
  static let cases = [
    Case(fault: "process.pause: {on: {component: kube-apiserver}}"),
    Case(fault: "process.crashloop: {on: {component: kube-scheduler}}"),
    Case(fault: "machine.lose: {on: {machine: worker-1}}", needsWatchman: true),
    Case(fault: "machine.lose: {on: {machine: cp-1}}", needsWatchman: true),
    Case(fault: "network.partition: {from: {machine: worker-1}, to: {machine: cp-1}}"),
    Case(fault: "zone.partition: {zone: a}"),
    Case(fault: "zone.lose: {zone: a}", needsWatchman: true),
  ]

  /// `FIREDRILL_SWEEP` moments a fault; one where nothing is said, since each takes half a minute.
  private static let moments = ProcessInfo.processInfo.environment["FIREDRILL_SWEEP"].flatMap { Int($0) } ?? 1

  @Test(arguments: sweptCases) func aKillLeavesNothingAfterUndo(_ example: Case) async throws {
    var times: [Duration] = []
    for moment in 0..<Self.moments {
      #expect(await KindLab.settle())
      let folder = try TemporaryFolder()
      let process = try start(example, folder, lasting: "8s")
      // From the start to after the recovery.
      try await Task.sleep(for: .seconds(Double.random(in: 0...25)))
      #expect(!process.errorText.contains("error:"), "it plays: \(process.errorText)")
      await killAll(process, folder)
      let began = ContinuousClock.now
      let first = try await undo(folder)
      times.append(ContinuousClock.now - began)
      #expect(first.status == 0, "moment \(moment): \(first.errors)")
      #expect(await KindLab.marks() == [], "moment \(moment)")
      #expect(await KindLab.settle())
      let namespaces = await KindLab.namespaces()
      #expect(namespaces == [], "moment \(moment): \(first.output)\(first.errors)\(process.errorText)")
      let second = try await undo(folder)
      #expect(second.status == 0 && second.output.contains("Nothing is in place."), "\(second.output)\(second.errors)")
    }
    print("SWEEP \(example.fault) \(times.count) moments, undo took \(times.sorted()[times.count / 2]) in the median")
  }

  /// The same where nobody comes by: machines help themselves, and those without power have a watchman.
  @Test(arguments: sweptCases) func aKillLeavesNothingAfterTheDeadMansTime(_ example: Case) async throws {
    for moment in 0..<Self.moments {
      #expect(await KindLab.settle())
      let folder = try TemporaryFolder()
      let process = try start(example, folder, lasting: "8s")
      // While it is in place, most of the time.
      try await Task.sleep(for: .seconds(Double.random(in: 6...18)))
      await killAll(process, folder, sparing: example.needsWatchman ? "__watchman" : nil)
      let killed = ContinuousClock.now
      // 8 s, the margin of 15 s, the watchman's patience of 3 s, what a node takes to start, and a look.
      var left = await KindLab.marks()
      while !left.isEmpty, ContinuousClock.now - killed < .seconds(40) {
        try await Task.sleep(for: .milliseconds(500))
        left = await KindLab.marks()
      }
      #expect(left == [], "moment \(moment)")
      #expect(try await undo(folder).status == 0)
    }
  }

  /// The harness dies just after each line of its journal.
  @Test(arguments: [JournalEntry.State.intended, .applied, .undone])
  func aKillAtALineOfTheJournalLeavesNothing(_ line: JournalEntry.State) async throws {
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let process = try start(Case(fault: "zone.partition: {zone: a}"), folder, lasting: "5s")
    try await waitFor(line, of: process, folder)
    await killAll(process, folder)
    let undone = try await undo(folder)
    #expect(undone.status == 0, "\(undone.errors)")
    #expect(await KindLab.marks() == [])
  }

  /// The undo is killed as well, again and again, before it is let through.
  @Test func anUndoThatIsKilledCanBeRepeated() async throws {
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let process = try start(Case(fault: "zone.partition: {zone: a}"), folder, lasting: "60s")
    await process.waitForProgress("effect proved")
    await killAll(process, folder)
    for delay in [50, 100, 200, 400, 800] {
      let undoing = try FiredrillProcess(undoArguments(folder))
      try await Task.sleep(for: .milliseconds(delay))
      kill(undoing.pid, SIGKILL)
      _ = await undoing.wait()
    }
    let last = try await undo(folder)
    #expect(last.status == 0, "\(last.errors)")
    #expect(await KindLab.marks() == [])
  }

  /// Its API does not answer, so that its lock cannot be asked for.
  @Test func anUndoLeavesALiveRunAlone() async throws {
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let process = try start(Case(fault: "zone.partition: {zone: a}"), folder, lasting: "60s")
    await process.waitForProgress("effect proved")
    let undone = try await undo(folder)
    #expect(undone.status == 3 && undone.errors.contains("is still at it"), "\(undone.output)\(undone.errors)")
    #expect(await !KindLab.marks().isEmpty)
    kill(process.pid, SIGINT)
    #expect(await process.wait() == 2)
    #expect(await KindLab.marks() == [])
  }

  /// One of five cannot be taken out for now: the others are, and it is named.
  @Test func oneThatStaysDoesNotKeepTheOthersIn() async throws {
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let paused = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map {
      "process.pause: {on: {component: \($0)}}"
    }
    let faults =
      paused + [
        "process.pause: {on: {component: kubelet, machine: worker-1}}", Self.cases[4].fault,
      ]
    let process = try start(faults, folder, lasting: "120s")
    try await waitFor(.applied, of: process, folder, count: faults.count)
    await killAll(process, folder)
    try await whileNoRuleCanBeRemoved {
      let first = try await undo(folder)
      #expect(first.status == 3, "\(first.output)\(first.errors)")
      #expect((first.output + first.errors).contains("network.partition on"), "\(first.output)\(first.errors)")
      #expect(await !KindLab.marks().contains { $0.contains("stopped:") })
    }
    #expect(try await undo(folder).status == 0)
    #expect(await KindLab.marks() == [])
  }

  /// For 5 s, and the margin of 15 s: then the machine takes the rules out by itself.
  @Test func nobodyComesBackAndTheMachineHelpsItself() async throws {
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let process = try start(Case(fault: "zone.partition: {zone: a}"), folder, lasting: "5s")
    await process.waitForProgress("effect proved")
    let killed = ContinuousClock.now
    await killAll(process, folder)
    #expect(await !KindLab.marks().isEmpty, "the partition outlives the harness at first")
    while await !KindLab.marks().isEmpty, ContinuousClock.now - killed < .seconds(40) {
      try await Task.sleep(for: .milliseconds(500))
    }
    #expect(await KindLab.marks() == [])
    #expect(ContinuousClock.now - killed < .seconds(24), "the promise is 20 s, and a look takes a second or two")
    #expect(try await undo(folder).status == 0)
  }

  /// The worker alone dies: its parent takes out what it had put in.
  @Test func aWorkerThatDiesLeavesNothing() async throws {
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let process = try start(Case(fault: "process.pause: {on: {component: kube-scheduler}}"), folder, lasting: "60s")
    await process.waitForProgress("effect proved")
    for worker in workers(of: process, folder) { kill(worker, SIGKILL) }
    #expect(await process.wait() == 2)
    #expect(await KindLab.marks() == [])
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalTakesEverythingOutAndReports(_ signal: Int32) async throws {
    #expect(await KindLab.settle())
    let folder = try TemporaryFolder()
    let process = try start(Case(fault: "zone.partition: {zone: a}"), folder, lasting: "60s")
    await process.waitForProgress("effect proved")
    kill(process.pid, signal)
    #expect(await process.wait() == 2)
    #expect(await KindLab.marks() == [])
    let drill = try #require(try readRun(folder.path + "/reports/latest").drills.first)
    #expect(drill.reason.contains("interrupted") && drill.faults.first?.undone == true, "\(drill.reason)")
  }

  // MARK: helpers

  private func start(_ example: Case, _ folder: TemporaryFolder, lasting time: String) throws -> FiredrillProcess {
    try start([example.fault], folder, lasting: time)
  }

  private func start(
    _ faults: [String], _ folder: TemporaryFolder, lasting time: String
  ) throws -> FiredrillProcess {
    let text = drillText(
      cluster: "{controlPlanes: 1, workers: 1, zones: [a, b], loadBalancers: 1}",
      faults: faults.map { "      - \($0)\n        for: \(time)" }.joined(separator: "\n"),
      recovery: "{runbook: self, deadline: 3m, stable: 2s}", objectives: "{recover: 2m}")
    let file = try folder.write("drill.yaml", text)
    return try FiredrillProcess([
      "run", file, "--cluster", KindLab.kind, "--consent", KindLab.name, "--accept-data-loss", "--out",
      folder.path + "/reports",
    ])
  }

  private func whileNoRuleCanBeRemoved(_ body: () async throws -> Void) async throws {
    let tool = "/usr/sbin/nft"
    for node in KindLab.nodes { await KindLab.run(["exec", node.name, "mv", tool, tool + ".away"]) }
    do { try await body() } catch { Issue.record(error) }
    for node in KindLab.nodes { await KindLab.run(["exec", node.name, "mv", tool + ".away", tool]) }
  }

  /// - Parameter count: of how many faults.
  private func waitFor(
    _ line: JournalEntry.State, of process: FiredrillProcess, _ folder: TemporaryFolder, count: Int = 1
  ) async throws {
    let path = folder.path + "/reports/journal.sqlite"
    while process.process.isRunning, !FileManager.default.fileExists(atPath: path) {
      try await Task.sleep(for: .milliseconds(5))
    }
    let journal = try FaultJournal(path: path)
    var isIntended = false
    while process.process.isRunning {
      let states = try journal.content().open.map(\.state)
      isIntended = isIntended || !states.isEmpty
      let isThere = line == .undone ? isIntended && states.isEmpty : states.count { $0 == line } >= count
      if isThere { return }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// - Parameter spared: an argument of a process that lives on.
  private func killAll(_ process: FiredrillProcess, _ folder: TemporaryFolder, sparing spared: String? = nil) async {
    // The parent first: a worker that saw it die would begin to clean up.
    let all = workers(of: process, folder, but: spared)
    for pid in [process.pid] + all { kill(pid, SIGSTOP) }
    for pid in all + workers(of: process, folder, but: spared) + [process.pid] { kill(pid, SIGKILL) }
    _ = await process.wait()
  }

  private func workers(of process: FiredrillProcess, _ folder: TemporaryFolder, but spared: String? = nil) -> [pid_t] {
    Host.processes(of: folder.path, named: "firedrill").filter { pid in
      guard pid != process.pid else { return false }
      guard let spared, let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return true }
      return words.range(of: Data(spared.utf8)) == nil
    }
  }

  private func undoArguments(_ folder: TemporaryFolder) -> [String] {
    ["undo", "--out", folder.path + "/reports", "--cluster", KindLab.kind]
  }

  private func undo(_ folder: TemporaryFolder) async throws -> (status: Int32, output: String, errors: String) {
    try await FiredrillProcess.run(undoArguments(folder))
  }
}
