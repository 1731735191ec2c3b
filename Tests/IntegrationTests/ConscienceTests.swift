import Foundation
import Glibc
import Model
import Testing

/// What must not pass, on the real cluster.
@Suite(.serialized)
struct ConscienceTests {
  /// The third fault changes nothing; its effect proof is an independent look at the trap: `/readyz` says 200 and the
  /// ledger's namespace is gone. It did not hold before, since the apiserver had just been killed. Nothing brings the data
  /// back, so the drill has to expect that; if the empty cluster counted as recovered, it would miss its expectation.
  @Test func anEmptyClusterThatAnswersIsNotRecovered() async throws {
    let curl =
      "curl -s --cacert /run/firedrill/pki/ca.crt --cert /run/firedrill/pki/admin.crt --key /run/firedrill/pki/admin.key"
    let url = "https://127.0.0.1:6443"
    let look = "\(curl) -f \(url)/readyz && \(curl) \(url)/api/v1/namespaces/firedrill-ledger | grep -q NotFound"
    let text = drillText(
      faults: """
            - storage.lose: {on: {component: etcd}}
              at: 0s
            - process.kill: {on: {component: kube-apiserver}}
              at: 1s
            - command: {on: {machine: cp-1}, run: [sleep, "8"], effect: [sh, -c, "\(look)"]}
              at: 1200ms
        """, recovery: "{runbook: self, deadline: 40s, stable: 2s}", objectives: "{}\n  expect: unrecovered")
    let result = try await play(text, in: TemporaryFolder())
    #expect(result.drill.faults.map(\.effect.observed) == [true, true, true], "\(result.drill.faults)")
    #expect(result.drill.status == .passed, "\(result.drill.reason)")
    #expect(result.drill.measures.timeToRecover == nil)
    #expect(result.drill.ledger?.genesisPresent == false)
    #expect(result.drill.reason.contains("its data is gone"), "\(result.drill.reason)")
    #expect(result.status == 0)
  }

  @Test func aFaultWhoseCommandDidNothingMakesTheDrillInvalid() async throws {
    let text = drillText(
      faults: """
            - command: {on: {machine: cp-1}, run: ["true"], effect: [test, -e, /tmp/firedrill-never]}
              at: 0s
        """)
    let result = try await play(text, in: TemporaryFolder())
    #expect(result.drill.status == .invalid)
    #expect(result.drill.reason.contains("had no effect"), "\(result.drill.reason)")
    #expect(result.status == 2)
  }

  /// The apiserver's outage is the first fault's doing and proves nothing about the second.
  @Test func anotherFaultsOutageProvesNoCommand() async throws {
    let text = drillText(
      faults: killApiserver + """

            - command: {on: {machine: cp-1}, run: ["true"]}
              at: 500ms
        """)
    let result = try await play(text, in: TemporaryFolder())
    #expect(result.drill.status == .invalid)
    #expect(result.drill.faults.map(\.effect.observed) == [true, false], "\(result.drill.faults)")
  }

  @Test func aFaultThatCannotBePutInEndsTheDrill() async throws {
    let text = drillText(faults: "      - command: {on: {machine: cp-1}, run: [\"false\"]}\n        at: 0s")
    let result = try await play(text, in: TemporaryFolder())
    #expect(result.drill.status == .errored)
    #expect(result.drill.reason.contains("false"), "\(result.drill.reason)")
  }

  /// One backup, then eight seconds of writes: the loss is as long as the backup is old, and its writes are about fifty a
  /// second, counted by the ledger while the backup's age is counted by the backup.
  @Test func aRestoreFromAStaleBackupFailsDataLossWithTheRightNumber() async throws {
    let text = drillText(
      cluster: "{controlPlanes: 1, backups: {every: 1h}}",
      faults: """
            - storage.lose: {on: {component: etcd}}
              at: 8s
        """, recovery: "{runbook: restore-from-backup, deadline: 120s, stable: 2s}",
      objectives: "{recover: 100s, dataLoss: 2s}")
    let drill = try await play(text, in: TemporaryFolder()).drill
    #expect(drill.status == .failed)
    #expect(drill.objectives.filter { $0.met == false }.map(\.name) == ["dataLoss"], "\(drill.reason)")
    let loss = try #require(drill.measures.dataLoss)
    let backup = try #require(drill.backups.first)
    let age = try #require(drill.faults[0].appliedAt) - backup.takenAt
    // Writes acknowledged while the backup was being taken may be in it, and writes into the empty cluster are lost as well.
    let least = age - backup.seconds - 1
    #expect(
      loss.seconds > least && loss.seconds < age + 5,
      "lost \(loss.seconds) s with a backup \(age) s old, taken in \(backup.seconds) s")
    #expect(loss.writes == drill.ledger?.missing.count)
    #expect(
      Double(loss.writes) > 25 * least && Double(loss.writes) <= 51 * (age + 5), "\(loss.writes) writes in \(age) s")
  }

  /// Somebody else keeps killing the apiserver, so nothing holds before the fault.
  @Test func aSteadyStateThatNeverHeldIsErroredAndNothingIsBroken() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("drill.yaml", drillText(steadyState: "{for: 3s, deadline: 8s}", faults: killApiserver))
    let process = try FiredrillProcess(["run", file, "--out", folder.path + "/reports"])
    await process.waitForProgress("steady state")
    while process.process.isRunning {
      for pid in Host.processes(of: folder.path, named: "kube-apiserver") { kill(pid, SIGKILL) }
      try await Task.sleep(for: .milliseconds(300))
    }
    #expect(await process.wait() == 2)
    let drill = try #require(try readRun(folder.path + "/reports/latest").drills.first)
    #expect(drill.status == .errored)
    #expect(drill.reason.contains("steady state never held"), "\(drill.reason)")
    #expect(drill.faults.isEmpty)
  }
}
