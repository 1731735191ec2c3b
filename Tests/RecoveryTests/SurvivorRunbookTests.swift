import Model
import Providers
import TestSupport
import Testing

@testable import Recovery

/// Quorum is lost, and a member is left.
@Suite(.timeLimit(.minutes(5)))
struct SurvivorTests {
  private func twoLost(_ change: (inout Exercise.Settings) -> Void = { _ in }) async throws -> Exercise {
    let exercise = try await Exercise(change)
    for name in ["cp-1", "cp-3"] { try await exercise.machine(name).terminate() }
    return exercise
  }

  @Test func theSurvivorBecomesTheClusterAndTheOthersJoinIt() async throws {
    let exercise = try await twoLost()
    let ended = try await exercise.run(.recoverFromSurvivor)
    #expect(ended.failure == nil)
    #expect(ended.steps == Runbook.recoverFromSurvivor.steps.map { "\($0.name): done" })
    #expect(exercise.etcd.now.entries.map(\.name).sorted() == ["cp-1", "cp-2", "cp-3"])
    #expect(exercise.machine("cp-2").bootstrap?.forceNewCluster == false)
  }

  @Test func allIsStoppedBeforeTheFlagAndTheFlagIsGoneBeforeAnythingIsServed() async throws {
    let ended = try await twoLost().run(.recoverFromSurvivor)
    let order = [
      "cp-2: stop kube-apiserver", "cp-2: stop etcd", "cp-2: configure etcd existing force-new-cluster cp-2=",
      "cp-2: start etcd", "cp-2: configure etcd existing cp-2=", "cp-2: start kube-apiserver", "cp-1: replace",
      "cp-1: configure etcd existing", "cp-3: configure etcd existing",
    ].map { ended.index($0) ?? -1 }
    #expect(order == order.sorted())
    #expect(!order.contains(-1))
  }

  @Test func theForcedMemberGetsALogOfItsOwn() async throws {
    let ended = try await twoLost().run(.recoverFromSurvivor)
    let forced = try #require(ended.index("cp-2: configure etcd existing force-new-cluster cp-2="))
    let restored = try #require(
      ended.calls.firstIndex { $0.hasPrefix("cp-2: ") && $0.contains("restored-from-survivor-cp-2") })
    let alone = try #require(ended.index("cp-2: configure etcd existing cp-2="))
    #expect(forced < restored && restored < alone, "\(ended.calls)")
  }

  @Test func theHighestCommitIndexIsChosen() async throws {
    let exercise = try await Exercise { $0.controlPlanes = 5 }
    for name in ["cp-1", "cp-2", "cp-3"] { try await exercise.machine(name).terminate() }
    exercise.etcd.change { $0.commitIndex = ["cp-4": 1001, "cp-5": 1007] }
    let ended = try await exercise.run(.recoverFromSurvivor)
    #expect(ended.failure == nil)
    #expect(ended.index("cp-5: configure etcd existing force-new-cluster") != nil)
    #expect(ended.index("cp-4: configure etcd existing force-new-cluster") == nil)
  }

  /// Three live members, as one look at a busy host may find them.
  struct Busy: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var change: @Sendable (inout FakeEtcd.State) -> Void
  }

  static let busy = [
    Busy(testDescription: "all answer") { _ in },
    Busy(testDescription: "all answer late") { $0.late = ["cp-1": 1, "cp-2": 1, "cp-3": 1] },
    Busy(testDescription: "all are just starting") { $0.unanswered = ["cp-1": 2, "cp-2": 2, "cp-3": 2] },
    Busy(testDescription: "they elect a leader") { $0.election = 20 },
  ]

  @Test(arguments: busy) func whereQuorumStandsNothingIsForcedOrStopped(_ members: Busy) async throws {
    let exercise = try await Exercise { $0.deadline = .seconds(60) }
    exercise.etcd.change(members.change)
    let ended = try await exercise.run(.recoverFromSurvivor)
    #expect(ended.failure == nil)
    #expect(!ended.calls.contains { $0.contains(": stop") || $0.contains("force-new-cluster") })
  }

  @Test func atTheDeadlineNothingIsForcedWithoutProof() async throws {
    let exercise = try await Exercise { $0.deadline = .seconds(8) }
    exercise.etcd.change { $0.late = ["cp-1": 99, "cp-2": 99, "cp-3": 99] }
    let ended = try await exercise.run(.recoverFromSurvivor)
    guard case .outOfTime? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(ended.calls.isEmpty)
  }

  @Test func withoutASurvivorItSaysSoAndStopsNothing() async throws {
    let exercise = try await twoLost()
    try await exercise.machine("cp-2").loseStorage()
    let ended = try await exercise.run(.recoverFromSurvivor)
    guard case .noSurvivor(let seen)? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(seen.count == 3)
    let stop = ["run test -e /data/member", "signal 9 to etcd", "stop etcd"].map { "cp-2: " + $0 }
    #expect(ended.calls == stop, "only what would found an empty cluster")
  }

  @Test func aWipedMemberIsStoppedBeforeItsSupervisorStartsIt() async throws {
    let exercise = try await Exercise()
    try await exercise.machine("cp-1").terminate()
    try await exercise.machine("cp-3").loseStorage()
    let ended = try await exercise.run(.recoverFromSurvivor)
    #expect(ended.failure == nil)
    #expect(ended.index("cp-3: stop etcd") ?? 99 < ended.index("cp-2: stop kube-apiserver") ?? 0, "\(ended.calls)")
  }

  @Test func anEmptyClusterThatFormedOnWipedDisksIsNoSurvivor() async throws {
    let exercise = try await twoLost()
    try await exercise.machine("cp-2").loseStorage()
    try await exercise.machine("cp-2").start(.etcd)
    exercise.etcd.change { $0.emptyClusters = ["cp-2"] }
    let ended = try await exercise.run(.recoverFromSurvivor)
    #expect(ended.failure?.description.contains("cp-2 is of a new cluster: revision 1") == true)
  }

  @Test func anEmptyClusterIsStoppedBeforeASurvivorIsChosenSinceItAcknowledgesWrites() async throws {
    let exercise = try await Exercise()
    try await exercise.machine("cp-1").terminate()
    try await exercise.machine("cp-3").loseStorage()
    try await exercise.machine("cp-3").start(.etcd)
    exercise.etcd.change { $0.emptyClusters = ["cp-3"] }
    let ended = try await exercise.run(.recoverFromSurvivor)
    #expect(ended.failure == nil)
    let stopped = try #require(ended.index("cp-3: stop etcd"))
    #expect(stopped < (ended.index("cp-2: stop kube-apiserver") ?? 0), "\(ended.calls)")
    #expect(exercise.etcd.now.entries.map(\.name).sorted() == ["cp-1", "cp-2", "cp-3"])
  }

  @Test func aMemberThatLagsIsNotTakenForAnEmptyCluster() async throws {
    let exercise = try await Exercise()
    exercise.etcd.change {
      $0.revisions = ["cp-3": 1]
      $0.election = 20
    }
    let ended = try await exercise.run(.recoverFromSurvivor)
    #expect(ended.failure == nil)
    #expect(!ended.calls.contains { $0.contains(": stop") }, "\(ended.calls)")
  }
}

/// Volumes that outlive their machines.
@Suite(.timeLimit(.minutes(5)))
struct ReattachVolumeTests {
  @Test func aLostMembersVolumeComesBackOnANewMachineAndTheOthersLearnItsAddress() async throws {
    let exercise = try await Exercise { $0.volumes = .persistent }
    try await exercise.machine("cp-2").terminate()
    let ended = try await exercise.run(.reattachVolume)
    #expect(ended.failure == nil)
    #expect(ended.index("cp-2: replace in zone a attaching cp-2-volume-1") != nil)
    #expect(exercise.etcd.now.entries.first { $0.name == "cp-2" }?.peerURL == "https://fake-cp-2-2:2380")
    #expect(exercise.etcd.now.entries.map(\.id) == ["1", "2", "3"], "the same member, not a new one")
    #expect(!ended.calls.contains { $0.contains("force-new-cluster") })
  }

  @Test func aVolumeThatWasOnlyTakenAwayIsAttachedToTheSameMachine() async throws {
    let exercise = try await Exercise { $0.volumes = .persistent }
    try await exercise.machine("cp-2").detachVolume()
    let ended = try await exercise.run(.reattachVolume)
    #expect(ended.failure == nil)
    #expect(ended.index("cp-2: attach cp-2-volume-1") != nil)
    #expect(ended.index("replace in zone") == nil)
  }

  @Test func whereAllAreGoneTheVolumeThatKnowsMostBecomesTheCluster() async throws {
    let exercise = try await Exercise { $0.volumes = .persistent }
    for machine in exercise.machines { try await machine.terminate() }
    exercise.etcd.change { $0.revisions = ["cp-3": 31] }
    let ended = try await exercise.run(.reattachVolume)
    #expect(ended.failure == nil)
    #expect(ended.index("cp-3: configure etcd existing cp-3=") != nil)
    #expect(ended.index("cp-1: configure etcd existing cp-1=") == nil, "it only was asked what it holds")
    let entries = exercise.etcd.now.entries
    #expect(entries.map(\.peerURL).sorted() == (1...3).map { "https://fake-cp-\($0)-2:2380" })
    #expect(entries.allSatisfy { !$0.isLearner })
  }

  @Test func membersThatAnswerLateAgreeOnTheNewAddressAllTheSame() async throws {
    let exercise = try await Exercise {
      $0.volumes = .persistent
      $0.deadline = .seconds(60)
    }
    try await exercise.machine("cp-2").terminate()
    exercise.etcd.change { $0.late = ["cp-1": 1, "cp-3": 1] }
    let ended = try await exercise.run(.reattachVolume)
    #expect(ended.failure == nil)
    #expect(!ended.calls.contains { $0.contains("force-new-cluster") })
  }

  @Test func volumesThatDiedWithTheirMachinesCannotBeAttached() async throws {
    let exercise = try await Exercise()
    try await exercise.machine("cp-2").terminate()
    let ended = try await exercise.run(.reattachVolume)
    #expect(ended.failure == .noVolume(seen: ["without one: cp-2"]))
    #expect(ended.index("replace") == nil)
  }
}
