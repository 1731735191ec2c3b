import Model
import Providers
import TestSupport
import Testing

@testable import Recovery

/// Who is taken for dead.
@Suite(.timeLimit(.minutes(5)))
struct DeadMemberTests {
  private let find = Runbook(name: "find", summary: "", steps: [.findDeadMembers])

  /// Of five machines one is gone for good.
  private func oneLost() async throws -> Exercise {
    let exercise = try await Exercise { $0.controlPlanes = 5 }
    try await exercise.machine("cp-2").terminate()
    return exercise
  }

  private func remembered(_ exercise: Exercise) async throws -> String? {
    let found = Found()
    let tell = Runbook.Step(name: "tell", reaches: nil) { context in
      found.id = context.memory.read(\.dead)?.map(\.rawValue).joined(separator: ", ") ?? "nobody looked"
      return ""
    }
    let ended = try await exercise.play(Runbook(name: "find", summary: "", steps: find.steps + [tell]))
    if let failure = ended.failure { return failure.description }
    return found.id
  }

  @Test func aMemberThatAnswersLateLives() async throws {
    let exercise = try await oneLost()
    exercise.etcd.change { $0.unanswered = ["cp-5": 2] }
    #expect(try await remembered(exercise) == "cp-2")
  }

  @Test func anElectionIsWaitedFor() async throws {
    let exercise = try await oneLost()
    exercise.etcd.change { $0.election = 20 }
    #expect(try await remembered(exercise) == "cp-2")
  }

  @Test func aMemberThatOnlyBelievesInALeaderIsDead() async throws {
    let exercise = try await Exercise()
    exercise.etcd.change { $0.believers = ["cp-3"] }
    #expect(try await remembered(exercise) == "cp-3")
  }

  @Test func aMemberWithoutAVolumeIsDeadAtOnce() async throws {
    let exercise = try await Exercise { $0.volumes = .persistent }
    try await exercise.machine("cp-3").detachVolume()
    #expect(try await remembered(exercise) == "cp-3")
    #expect(exercise.etcd.now.questions < 30, "three seconds of looks are many more")
  }

  @Test func aMachineThatIsOffIsDeadAtOnce() async throws {
    let exercise = try await oneLost()
    #expect(try await remembered(exercise) == "cp-2")
    #expect(exercise.etcd.now.questions < 30, "three seconds of looks are many more")
  }
}

/// Members that are lost while others join.
@Suite(.timeLimit(.minutes(5)))
struct LostWhileJoiningTests {
  @Test func aMemberThatIsLostMeanwhileIsReplacedAsWell() async throws {
    let exercise = try await Exercise { $0.controlPlanes = 5 }
    try await exercise.machine("cp-2").terminate()
    exercise.etcd.change { $0.diesAtJoin = "cp-4" }
    let ended = try await exercise.run(.replaceMember)
    #expect(ended.failure == nil)
    let entries = exercise.etcd.now.entries
    #expect(entries.map(\.name).sorted() == (1...5).map { "cp-\($0)" })
    #expect(entries.first { $0.name == "cp-4" }?.peerURL == "https://fake-cp-4-2:2380")
    #expect(exercise.cluster.balancedAddresses?.contains("fake-cp-4-2") == true)
    #expect(ended.news.contains("note cp-4 was lost while others joined, and is made anew"))
  }

  @Test func whereTooFewAreLeftItNamesTheMemberThatWasLost() async throws {
    let exercise = try await Exercise { $0.deadline = .seconds(60) }
    try await exercise.machine("cp-2").terminate()
    exercise.etcd.change { $0.diesAtJoin = "cp-3" }
    let ended = try await exercise.run(.replaceMember)
    guard case .notReady(let what, let waited, _)? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(what == "the removal of member cp-3, which was lost while others joined,")
    #expect(waited < Limits.election + .seconds(5))
  }
}
