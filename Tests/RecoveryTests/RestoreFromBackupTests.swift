import Clients
import Foundation
import Model
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Recovery

@Suite(.timeLimit(.minutes(5)))
struct RestoreFromBackupTests {
  private static let stepNames = [
    "verify the backup", "stop apiservers", "stop etcd", "restore members", "start etcd", "advance the revision",
    "start apiservers", "restart controller manager and scheduler", "remove what the backup revived",
    "prove freshness",
  ]

  @Test func itsStepsFollowOneAnother() async throws {
    let ended = try await Rehearsal().run()
    #expect(ended.failure == nil)
    #expect(ended.steps == Self.stepNames.map { "\($0): done" })
  }

  @Test func everyMachineIsTakenThroughTheSameOrder() async throws {
    let rehearsal = try Rehearsal()
    let ended = try await rehearsal.run()
    for machine in rehearsal.machines {
      let calls = ended.calls.filter { $0.hasPrefix("\(machine.name): ") }.map { String($0.dropFirst(6)) }
      #expect(
        Set(calls.prefix(3)) == ["stop kube-apiserver", "stop kube-controller-manager", "stop kube-scheduler"])
      #expect(
        calls.dropFirst(3).filter { !$0.hasPrefix("delete lease") } == [
          "stop etcd", "upload \(rehearsal.snapshot) to /data.firedrill-snapshot",
          "run mv -T --backup=numbered /data /data.before-restore", "run etcdutl snapshot restore --help",
          "run " + rehearsal.restoreCommand(machine).joined(separator: " "),
          "run rm -f /data.firedrill-snapshot", "start etcd", "start kube-apiserver", "start kube-controller-manager",
          "start kube-scheduler",
        ])
    }
  }

  @Test(arguments: [
    ("stop kube-apiserver", "stop etcd"), ("stop kube-scheduler", "stop etcd"), ("stop etcd", "upload"),
    ("run rm -f", "start etcd"), ("start etcd", "start kube-apiserver"), ("start kube-apiserver", "delete lease"),
    ("delete lease kube-scheduler", "start kube-scheduler"),
  ])
  func noMachineIsAStepAhead(_ first: String, _ second: String) async throws {
    let calls = try await Rehearsal().run().calls
    let last = try #require(calls.lastIndex { $0.contains(": \(first)") })
    let next = try #require(calls.firstIndex { $0.contains(": \(second)") })
    #expect(last < next)
  }

  @Test func everyMemberGetsTheSameSnapshotAndTheSameToken() async throws {
    let rehearsal = try Rehearsal()
    let ended = try await rehearsal.run()
    let restores = ended.calls.filter { $0.contains("snapshot restore /data.firedrill-snapshot") }
    #expect(restores.count == 3)
    #expect(restores.allSatisfy { $0.contains("--initial-cluster-token=restored-from-newest") })
    #expect(
      restores.allSatisfy {
        $0.contains("--initial-cluster=cp-1=https://cp-1:2380,cp-2=https://cp-2:2380,cp-3=https://cp-3:2380")
      })
    #expect(rehearsal.machines.allSatisfy { $0.files == ["/data.firedrill-snapshot": rehearsal.snapshot] })
  }

  // MARK: what fails

  @Test func withoutABackupItSaysSoAndStopsNothing() async throws {
    let rehearsal = try Rehearsal { $0.backups = [] }
    let ended = try await rehearsal.run()
    #expect(ended.failure == .noBackup(rejected: []))
    #expect(ended.steps == ["verify the backup: failed there is no verified backup"])
    #expect(ended.calls.isEmpty, "what still runs is all there is")
  }

  @Test func aBackupThatRotSinceItWasTakenIsNotRestored() async throws {
    let rehearsal = try Rehearsal()
    try snapshotBytes().dropLast().write(to: URL(filePath: rehearsal.snapshot))
    let ended = try await rehearsal.run()
    guard case .noBackup(let rejected)? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(rejected.first == "backup newest cannot be used: it is cut off: 2079 bytes")
    #expect(rejected.count == 2, "the older one is not there at all")
    #expect(ended.calls.isEmpty)
  }

  @Test func aRestoreThatFailsNamesTheMachineAndStartsNothing() async throws {
    let rehearsal = try Rehearsal()
    rehearsal.machines[1].answer(rehearsal.restoreCommand(rehearsal.machines[1]), .failure("no space left on device"))
    let ended = try await rehearsal.run()
    guard case .stepFailed(let doing, let reason)? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(doing.contains("etcdctl snapshot restore"))
    #expect(doing.hasSuffix("on cp-2"))
    #expect(reason == "no space left on device")
    #expect(ended.steps.last?.hasPrefix("restore members: failed") == true)
    #expect(!ended.calls.contains { $0.contains(": start") })
  }

  @Test func aWipedVolumeHasNothingToMoveAside() async throws {
    let rehearsal = try Rehearsal()
    for machine in rehearsal.machines { machine.answer(Rehearsal.moveCommand, .failure("No such file or directory")) }
    #expect(try await rehearsal.run().failure == nil)
  }

  @Test(arguments: [
    (ControlPlane.Trouble.etcdStaysDown("cp-2"), "start etcd", "etcd on cp-2 was not ready after 1 min 0 s"),
    (.apiserverStaysDown("cp-3"), "start apiservers", "kube-apiserver on cp-3 was not ready after 1 min 0 s"),
    (
      .leaseCannotBeDeleted, "restart controller manager and scheduler",
      "the removal of the lease of kube-controller-manager"
    ),
    (.noController, "prove freshness", "not seen: the controller manager made a service account"),
    (.leaseIsNotRenewed("kube-scheduler"), "prove freshness", "not seen: the lease of kube-scheduler"),
  ])
  func aStepThatDoesNotSucceedEndsIt(_ trouble: ControlPlane.Trouble, _ step: String, _ words: String) async throws {
    let ended = try await Rehearsal { $0.troubles = [trouble] }.run()
    let place = try #require(Self.stepNames.firstIndex(of: step))
    #expect(ended.steps.dropLast() == Self.stepNames.prefix(place).map { "\($0): done" }[...])
    #expect(ended.steps.last?.hasPrefix("\(step): failed") == true)
    #expect(ended.failure?.description.contains(words) == true, "\(String(describing: ended.failure))")
  }

  @Test func aCancelledTaskStopsWaiting() async throws {
    let rehearsal = try Rehearsal { $0.troubles = [.etcdStaysDown("cp-1")] }
    let ended = try await rehearsal.run(stopAt: 3)
    guard case .notReady(_, let waited, _)? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(waited < .seconds(60))
  }
}
