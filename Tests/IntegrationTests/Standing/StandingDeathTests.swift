import Foundation
import Glibc
import Model
import Store
import Testing

/// The harness dies, or is told to end, at a chosen moment; ``StandingSweepTests`` for random ones.
@Suite(.serialized, .enabled(if: KindLab.isSmall, KindLab.why), .timeLimit(.minutes(60)))
struct StandingDeathTests {
  /// The harness dies just after each line of its journal.
  @Test(arguments: [JournalEntry.State.intended, .applied, .undone])
  func aKillAtALineOfTheJournalLeavesNothing(_ line: JournalEntry.State) async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun([DoomedRun.zonePartition], lasting: "5s")
    try await run.reach(line)
    await run.die()
    let undone = try await run.undo()
    #expect(undone.status == 0, "\(undone.errors)")
    #expect(await KindLab.marks() == [])
  }

  /// The undo is killed as well, again and again, before it is let through.
  @Test func anUndoThatIsKilledCanBeRepeated() async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun([DoomedRun.zonePartition], lasting: "60s")
    await run.process.waitForProgress("effect proved")
    await run.die()
    for delay in [50, 100, 200, 400, 800] {
      let undoing = try FiredrillProcess(run.undoArguments)
      try await Task.sleep(for: .milliseconds(delay))
      kill(undoing.pid, SIGKILL)
      _ = await undoing.wait()
    }
    let last = try await run.undo()
    #expect(last.status == 0, "\(last.errors)")
    #expect(await KindLab.marks() == [])
  }

  /// It goes on when the harness is dead, and takes effect after the first look.
  @Test func aCommandThatIsUnderWayIsTakenOutAsWell() async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun([DoomedRun.slowCommand], lasting: "5s")
    try await run.reach(.intended)
    while await !isUnderWay() {
      guard run.process.process.isRunning else { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    await run.die()
    #expect(await isUnderWay(), "it outlives the harness: \(run.process.errorText)")
    let undone = try await run.undo()
    #expect(undone.status == 0, "\(undone.output)\(undone.errors)")
    while await isUnderWay() { try await Task.sleep(for: .milliseconds(100)) }
    #expect(await KindLab.marks() == [])
  }

  private func isUnderWay() async -> Bool {
    let worker = KindLab.nodes.first { $0.role == "worker" }
    return await KindLab.run(["exec", worker?.name ?? "", "pgrep", "-f", "sleep 20 && touch"]) != nil
  }

  /// Its API does not answer, so that its lock cannot be asked for.
  @Test func anUndoLeavesALiveRunAlone() async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun([DoomedRun.zonePartition], lasting: "60s")
    await run.process.waitForProgress("effect proved")
    let undone = try await run.undo()
    #expect(undone.status == 3 && undone.errors.contains("is still at it"), "\(undone.output)\(undone.errors)")
    let elsewhere = try TemporaryFolder()
    let swept = try await FiredrillProcess.run(["undo", "--cluster", KindLab.kind, "--out", elsewhere.path])
    #expect(swept.status == 3 && swept.errors.contains("is being drilled by"), "\(swept.output)\(swept.errors)")
    #expect(await !KindLab.marks().isEmpty)
    kill(run.process.pid, SIGINT)
    #expect(await run.process.wait() == 2)
    #expect(await KindLab.marks() == [])
  }

  /// From another machine only the API tells of the run, and it is slow just now.
  @Test func anUndoFromElsewhereAsksAgainBeforeItTouchesAnything() async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun([DoomedRun.pause], lasting: "60s")
    await run.process.waitForProgress("effect proved")
    let elsewhere = try TemporaryFolder()
    await KindLab.signalTheAPI("STOP")
    let undoing = try FiredrillProcess(
      ["undo", "--cluster", KindLab.kind, "--out", elsewhere.path], environment: ["XDG_STATE_HOME": elsewhere.path])
    await undoing.waitForProgress("does not answer: waiting for up to")
    await KindLab.signalTheAPI("CONT")
    #expect(await undoing.wait() == 3 && undoing.errorText.contains("is being drilled by"), "\(undoing.errorText)")
    #expect(await !KindLab.marks().isEmpty)
    kill(run.process.pid, SIGINT)
    #expect(await run.process.wait() == 2)
    #expect(await KindLab.marks() == [])
  }

  /// Its namespaces are in an API that is away: who comes by again is not told that all is well.
  @Test func whatCannotBeRemovedYetIsLeftUntilItIs() async throws {
    await KindLab.forgetBackOffs()
    #expect(await KindLab.settle())
    let run = try DoomedRun([DoomedRun.pause], lasting: "60s")
    try await run.reach(.applied)
    await run.die()
    try await whileThereIsNoAPI {
      for _ in 1...2 {
        let undoing = try FiredrillProcess(["undo", "--out", run.reports])
        await undoing.waitForProgress("waiting for the API")
        kill(undoing.pid, SIGINT)
        #expect(await undoing.wait() == 3, "\(undoing.outputText)\(undoing.errorText)")
        #expect(undoing.errorText.contains("the namespaces firedrill-… could not be removed"), "\(undoing.errorText)")
      }
    }
    let last = try await run.undo()
    #expect(last.status == 0, "\(last.output)\(last.errors)")
    #expect(await KindLab.namespaces() == [])
    #expect(await KindLab.marks() == [])
  }

  /// One of five cannot be taken out for now: the others are, and it is named.
  @Test func oneThatStaysDoesNotKeepTheOthersIn() async throws {
    #expect(await KindLab.settle())
    let paused = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map {
      "process.pause: {on: {component: \($0)}}"
    }
    let faults =
      paused + [
        "process.pause: {on: {component: kubelet, machine: worker-1}}", DoomedRun.partition,
      ]
    let run = try DoomedRun(faults, lasting: "120s")
    try await run.reach(.applied, count: faults.count)
    await run.die()
    try await whileNoRuleCanBeRemoved {
      let first = try await run.undo()
      #expect(first.status == 3, "\(first.output)\(first.errors)")
      #expect((first.output + first.errors).contains("network.partition on"), "\(first.output)\(first.errors)")
      #expect(await !KindLab.marks().contains { $0.contains("stopped:") })
    }
    #expect(try await run.undo().status == 0)
    #expect(await KindLab.marks() == [])
  }

  /// Its journal is lost: what is in place is known by its mark alone.
  @Test(arguments: [
    ["machine.disconnect: {on: {machine: cp-1}}", "process.stop: {on: {component: kubelet, machine: worker-1}}"],
    ["machine.pause: {on: {machine: worker-1}}", "process.stop: {on: {component: kube-scheduler}}"],
    [DoomedRun.zonePartition, "process.crashloop: {on: {component: kube-scheduler}}", DoomedRun.command],
  ])
  func whatIsMarkedIsFoundWithoutAJournal(_ faults: [String]) async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun(faults, lasting: "120s")
    try await run.reach(.applied, count: faults.count)
    await run.die()
    run.loseJournal()
    #expect(await !KindLab.marks().isEmpty)
    // The lock of a run whose process is gone holds nobody up.
    let undone = try await run.undo()
    #expect(undone.status == 0, "\(undone.output)\(undone.errors)")
    #expect(await KindLab.marks() == [])
    #expect(await KindLab.settle())
  }

  /// Nothing can be marked on a machine that is off; nobody switches on what its owner may have switched off.
  @Test func aMachineThatIsOffIsReportedWithoutAJournal() async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun(["machine.lose: {on: {machine: worker-1}}"], lasting: "120s")
    try await run.reach(.applied)
    await run.die()
    let next = try await run.again()
    #expect(next.status == 3 && next.errors.contains("firedrill undo --out"), "\(next.output)\(next.errors)")
    run.loseJournal()
    let blind = try await run.again()
    #expect(blind.status == 2 && blind.errors.contains("worker-1: it is off; switch it on"), "\(blind.errors)")
    let undone = try await run.undo()
    #expect(undone.status == 3 && undone.errors.contains("worker-1 could not be looked at: it is off"), "\(undone)")
    for node in KindLab.nodes { await KindLab.run(["start", node.name]) }
    #expect(await KindLab.settle())
    #expect(try await run.undo().status == 0)
    #expect(await KindLab.marks() == [])
  }

  /// Somebody switches the machine off meanwhile: what lies on its disk is there again when it comes back, and so is the entry.
  @Test func whatLiesOnAMachineThatIsOffIsTakenOutWhenItIsBack() async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun(["process.crashloop: {on: {component: kube-scheduler}}"], lasting: "120s")
    try await run.reach(.applied)
    await run.die()
    await KindLab.run(["kill", KindLab.controlPlane])
    let early = try await run.undo()
    #expect(early.status == 3 && early.errors.contains("process.crashloop on cp-1"), "\(early.output)\(early.errors)")
    await KindLab.run(["start", KindLab.controlPlane])
    #expect(await KindLab.settle())
    #expect(await !KindLab.marks().isEmpty, "the flag is on its disk")
    let late = try await run.undo()
    #expect(late.status == 0 && late.output.contains("process.crashloop on cp-1"), "\(late.output)\(late.errors)")
    #expect(await KindLab.marks() == [])
  }

  /// For 5 s, and the margin of 15 s: then the machine takes the rules out by itself.
  @Test func nobodyComesBackAndTheMachineHelpsItself() async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun([DoomedRun.zonePartition], lasting: "5s")
    await run.process.waitForProgress("effect proved")
    #expect(run.process.errorText.contains("lifts the fault by itself after 20s"), "\(run.process.errorText)")
    let killed = ContinuousClock.now
    await run.die()
    #expect(await !KindLab.marks().isEmpty, "the partition outlives the harness at first")
    while await !KindLab.marks().isEmpty, ContinuousClock.now - killed < .seconds(40) {
      try await Task.sleep(for: .milliseconds(500))
    }
    #expect(await KindLab.marks() == [])
    print("DEAD MAN'S TIME: promised 20 s after the inject, clean \(ContinuousClock.now - killed) after the kill")
    #expect(try await run.undo().status == 0)
  }

  /// The worker alone dies: its parent takes out what it had put in.
  @Test func aWorkerThatDiesLeavesNothing() async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun([DoomedRun.pause], lasting: "60s")
    await run.process.waitForProgress("effect proved")
    for worker in run.workers() { kill(worker, SIGKILL) }
    #expect(await run.process.wait() == 2)
    #expect(await KindLab.marks() == [])
  }

  /// As often as the sweep kills.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalTakesEverythingOutAndReports(_ signal: Int32) async throws {
    for _ in 0..<StandingSweepTests.moments {
      #expect(await KindLab.settle())
      let run = try DoomedRun([DoomedRun.zonePartition], lasting: "60s")
      await run.process.waitForProgress("effect proved")
      kill(run.process.pid, signal)
      #expect(await run.process.wait() == 2)
      #expect(await KindLab.marks() == [])
      let drill = try #require(try readRun(run.reports + "/latest").drills.first)
      #expect(drill.reason.contains("interrupted") && drill.faults.first?.undone == true, "\(drill.reason)")
    }
    print("SIGNAL \(signal): \(StandingSweepTests.moments) times, nothing left")
  }

  /// The disk of the journal and the reports is full while the fault is in: it is taken out all the same, and nobody says that
  /// all went well.
  @Test func aFullDiskKeepsNoFaultIn() async throws {
    #expect(await KindLab.settle())
    let run = try DoomedRun([DoomedRun.zonePartition], lasting: "8s", onADiskOf: "8m")
    await run.process.waitForProgress("effect proved")
    #expect(run.fillTheDisk())
    #expect(await !KindLab.marks().isEmpty)
    #expect(await [2, 3].contains(run.process.wait()), "\(run.process.errorText)")
    #expect(run.process.errorText.contains("No space left on device"), "\(run.process.errorText)")
    #expect(await KindLab.marks() == [])
  }

  private func whileThereIsNoAPI(_ body: () async throws -> Void) async throws {
    let (there, away) = ("/etc/kubernetes/manifests/kube-apiserver.yaml", "/root/kube-apiserver.yaml")
    await KindLab.run(["exec", KindLab.controlPlane, "mv", there, away])
    while await KindLab.kubectl("get", "--raw", "/readyz") != nil { try await Task.sleep(for: .milliseconds(500)) }
    do { try await body() } catch { Issue.record(error) }
    await KindLab.run(["exec", KindLab.controlPlane, "mv", away, there])
  }

  private func whileNoRuleCanBeRemoved(_ body: () async throws -> Void) async throws {
    let tool = "/usr/sbin/nft"
    for node in KindLab.nodes { await KindLab.run(["exec", node.name, "mv", tool, tool + ".away"]) }
    do { try await body() } catch { Issue.record(error) }
    for node in KindLab.nodes { await KindLab.run(["exec", node.name, "mv", tool + ".away", tool]) }
  }
}
