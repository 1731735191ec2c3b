import Model
import Providers
import TestSupport
import Testing

@testable import Recovery

/// Members that are lost while others are left, on fakes that keep a member list.
@Suite(.timeLimit(.minutes(5)))
struct MemberRunbookTests {
  /// Long enough to get to the step that then waits for its end, also while five hundred other tests run.
  private static func intoItsDeadline(_ settings: inout Exercise.Settings) { settings.deadline = .seconds(40) }

  /// One of three machines is gone for good.
  private func oneLost(_ change: (inout Exercise.Settings) -> Void = { _ in }) async throws -> Exercise {
    let exercise = try await Exercise(change)
    try await exercise.machine("cp-2").terminate()
    return exercise
  }

  @Test func aLostMemberIsRemovedReplacedJoinedAndGivenAVote() async throws {
    let exercise = try await oneLost()
    let ended = try await exercise.run(.replaceMember)
    #expect(ended.failure == nil)
    #expect(ended.steps == Runbook.replaceMember.steps.map { "\($0.name): done" })
    let entries = exercise.etcd.now.entries
    #expect(entries.map(\.name).sorted() == ["cp-1", "cp-2", "cp-3"])
    #expect(entries.allSatisfy { !$0.isLearner })
    #expect(entries.first { $0.name == "cp-2" }?.peerURL == "https://fake-cp-2-2:2380")
    #expect(exercise.cluster.balancedAddresses?.contains("fake-cp-2-2") == true)
    #expect(exercise.machine("cp-2").bootstrap?.state == .existing)
  }

  @Test func theNewMemberKnowsItsClusterBeforeItStartsAndServesAfterwards() async throws {
    let ended = try await oneLost().run(.replaceMember)
    let order = [
      "cp-2: replace in zone a", "update the load balancers", "cp-2: configure etcd existing", "cp-2: start etcd",
      "cp-2: start kube-apiserver", "cp-2: start kube-scheduler",
    ].map { ended.index($0) ?? -1 }
    #expect(order == order.sorted())
    #expect(!order.contains(-1))
    #expect(!ended.calls.contains { $0.hasPrefix("cp-1: stop") }, "those that stand are left alone")
  }

  @Test func aMachineThatStandsKeepsItsPlaceAndGetsAnEmptyMember() async throws {
    let exercise = try await Exercise()
    try await exercise.machine("cp-3").loseStorage()
    let ended = try await exercise.run(.replaceMember)
    #expect(ended.failure == nil)
    #expect(ended.index("replace in zone") == nil)
    #expect(exercise.etcd.now.entries.map(\.name).sorted() == ["cp-1", "cp-2", "cp-3"])
  }

  @Test func aLearnerThatNeverStartedDoesNotBlockTheJoin() async throws {
    let exercise = try await oneLost()
    exercise.etcd.change {
      $0.entries.append(FakeEtcd.Entry(id: "9", name: "", peerURL: "https://gone:2380", isLearner: true))
    }
    let ended = try await exercise.run(.replaceMember)
    #expect(ended.failure == nil)
    #expect(exercise.etcd.now.entries.count == 3)
  }

  // MARK: means that are taken away

  @Test func withoutQuorumNoMemberCanBeReplaced() async throws {
    let exercise = try await oneLost()
    try await exercise.machine("cp-3").terminate()
    let ended = try await exercise.run(.replaceMember)
    #expect(ended.steps.count == 1)
    #expect(ended.failure?.description.contains("asking etcd's leader: there is none") == true)
    #expect(ended.calls.isEmpty)
  }

  @Test func whereNoMachineIsMadeItSaysThatTheMachineIsOff() async throws {
    let ended = try await oneLost { $0.ignoring = [.replacement] }.run(.replaceMember)
    #expect(ended.failure == .stepFailed(doing: "joining cp-2", reason: "the machine is off"))
  }

  @Test func aLearnerThatNeverCatchesUpEndsItAtTheDeadline() async throws {
    let exercise = try await oneLost(Self.intoItsDeadline)
    exercise.etcd.change { $0.learnersCatchUp = false }
    let ended = try await exercise.run(.replaceMember)
    guard case .outOfTime(_, let lastSeen)? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(lastSeen.contains("in sync with leader"))
    #expect(ended.steps.last?.hasPrefix("join members: failed") == true)
  }

  @Test func membersOfAnOldReleaseAreComparedAtOneRevisionWhileOthersWrite() async throws {
    let exercise = try await oneLost(Self.intoItsDeadline)
    exercise.etcd.change { $0.isOld = true }
    #expect(try await exercise.run(.replaceMember).failure == nil)
    exercise.etcd.change { $0.deviants = ["cp-3"] }
    let again = try await exercise.play(Runbook(name: "verify", summary: "", steps: [.verifyMembers]))
    #expect(again.failure?.description.contains("hashes") == true)
  }

  @Test func membersThatDifferAreNotARecoveredCluster() async throws {
    let exercise = try await oneLost(Self.intoItsDeadline)
    exercise.etcd.change { $0.deviants = ["cp-2"] }
    let ended = try await exercise.run(.replaceMember)
    #expect(ended.steps.last?.hasPrefix("verify members: failed") == true)
    #expect(ended.failure?.description.contains("hashes") == true)
  }
}
