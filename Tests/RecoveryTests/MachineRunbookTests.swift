import Model
import Providers
import TestSupport
import Testing

@testable import Recovery

/// Components and machines that only have to be started again.
@Suite(.timeLimit(.minutes(5)))
struct MachineRunbookTests {
  @Test func whatIsDownHangsOrCrashesAtEachStartIsStarted() async throws {
    let exercise = try await Exercise()
    try await exercise.machine("cp-1").stop(.apiserver)
    try await exercise.machine("cp-2").setCrashLooping(.scheduler, true)
    exercise.machine("cp-3").freeze(.controllerManager)
    let ended = try await exercise.run(.restartComponent)
    #expect(ended.failure == nil)
    #expect(ended.index("cp-1: start kube-apiserver") != nil)
    #expect(ended.index("cp-2: crash loop of kube-scheduler off") != nil)
    #expect(ended.index("cp-3: stop kube-controller-manager") != nil)
    #expect(ended.calls.filter { $0.contains(": start") }.count == 3, "what runs is left alone")
    #expect(ended.news.contains("reached repaired"))
  }

  @Test func aComponentThatDoesNotStartEndsItAtTheDeadline() async throws {
    let exercise = try await Exercise {
      $0.ignoring = [.starts, .crashLoops]
      $0.deadline = .seconds(8)
    }
    try await exercise.machine("cp-1").stop(.apiserver)
    try await expectOutOfTime(exercise.run(.restartComponent), waitingFor: "kube-apiserver on cp-1")
  }

  @Test func machinesThatAreOffArePoweredOn() async throws {
    let exercise = try await Exercise()
    for machine in exercise.machines { try await machine.powerOff() }
    let ended = try await exercise.run(.restartMachine)
    #expect(ended.failure == nil)
    #expect(ended.calls.filter { $0.contains("power on") }.count == 3)
  }

  @Test func aMachineThatHangsIsSwitchedOffAndOn() async throws {
    let exercise = try await Exercise()
    exercise.machine("cp-2").answer(["true"], .failure("no answer"))
    let ended = try await exercise.run(.restartMachine)
    #expect(ended.calls.filter { $0.contains("power") } == ["cp-2: power off", "cp-2: power on"])
  }

  @Test func aMachineThatDoesNotComeOnEndsIt() async throws {
    let exercise = try await Exercise {
      $0.controlPlanes = 1
      $0.ignoring = [.powerOn]
      $0.deadline = .seconds(8)
    }
    try await exercise.machine("cp-1").powerOff()
    let ended = try await exercise.run(.restartMachine)
    #expect(
      ended.failure == .stepFailed(doing: "waiting for the control plane", reason: "none of its machines is on"))
  }

  @Test func machinesThatSomethingElseBringsBackAreWaitedForAndNotTouched() async throws {
    let exercise = try await Exercise { $0.workers = 1 }
    let machine = exercise.machine("cp-2")
    try await machine.powerOff()
    async let healed: Void = {
      try await Task.sleep(for: .milliseconds(300))
      try await machine.powerOn()
    }()
    let ended = try await exercise.run(.awaitMachines)
    try await healed
    #expect(ended.failure == nil)
    #expect(ended.calls.filter { $0.contains("power") } == ["cp-2: power on"], "it is this test's own")
    #expect(ended.news.contains("reached repaired"))
  }

  @Test func aMachineThatGoesDownWhileAnotherIsAwaitedIsAwaitedToo() async throws {
    let exercise = try await Exercise()
    exercise.machine("cp-2").answer(["true"], .inTurn([1, 0]))
    exercise.machine("cp-3").answer(["true"], .inTurn([0, 1, 0]))
    let ended = try await exercise.run(.awaitMachines)
    #expect(ended.failure == nil)
    #expect(ended.details.first?.hasPrefix("cp-2, cp-3 came back within") == true, "\(ended.details)")
  }

  @Test func machinesThatNobodyBringsBackEndItAtTheDeadline() async throws {
    let exercise = try await Exercise { $0.deadline = .seconds(2) }
    try await exercise.machine("cp-2").powerOff()
    let ended = try await exercise.run(.awaitMachines)
    guard case .outOfTime(_, let seen)? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(seen.contains("cp-2"))
    #expect(!ended.calls.contains { $0.contains("power") })
  }

  // MARK: the alarm

  @Test func theAlarmWaitsForTwoDataPointsAndThenReboots() async throws {
    let exercise = try await Exercise()
    try await exercise.machine("cp-2").powerOff()
    let ended = try await exercise.run(.autoRecoverMachine)
    #expect(ended.failure == nil)
    #expect(
      ended.news.filter { $0.hasPrefix("waited") } == [
        "waited for status check alarm, data point 1 of 2", "waited for status check alarm, data point 2 of 2",
      ])
    #expect(ended.calls.filter { $0.contains("power") } == ["cp-2: power on"])
  }

  @Test func aMachineThatIsBackBeforeTheAlarmIsLeftAlone() async throws {
    let exercise = try await Exercise()
    exercise.machine("cp-2").answer(["true"], .inTurn([1, 0]))
    let ended = try await exercise.run(.autoRecoverMachine)
    #expect(ended.failure == nil)
    #expect(!ended.calls.contains { $0.contains("power") })
  }

  @Test func anAlarmLongerThanTheDeadlineEndsItThere() async throws {
    let exercise = try await Exercise {
      $0.alarmPeriod = .seconds(60)
      $0.deadline = .milliseconds(500)
    }
    try await exercise.machine("cp-2").powerOff()
    let ended = try await exercise.run(.autoRecoverMachine)
    guard case .outOfTime(let doing, _)? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(doing.contains("status check alarm"))
    #expect(!ended.calls.contains { $0.contains("power") })
  }

  private func expectOutOfTime(_ ended: Exercise.Ended, waitingFor words: String) throws {
    guard case .outOfTime(let doing, _)? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(doing.contains(words))
  }
}

/// Control planes that are built anew from a backup.
@Suite(.timeLimit(.minutes(5)))
struct RebuildTests {
  private func destroyed(_ change: (inout Exercise.Settings) -> Void = { _ in }) async throws -> Exercise {
    let exercise = try await Exercise { settings in
      settings.workers = 2
      settings.nodes = ["worker-1", "worker-2", "worker-9"]
      change(&settings)
    }
    for machine in exercise.machines { try await machine.terminate() }
    return exercise
  }

  @Test func everyMachineIsMadeAnewAndTheDataComesFromTheBackup() async throws {
    let exercise = try await destroyed()
    let ended = try await exercise.run(.rebuildCluster)
    #expect(ended.failure == nil)
    #expect(ended.steps == Runbook.rebuildCluster.steps.map { "\($0.name): done" })
    #expect(ended.calls.filter { $0.contains(": replace in zone") }.count == 5)
    #expect(ended.calls.filter { $0.contains("snapshot restore /data.firedrill-snapshot") }.count == 3)
    #expect(exercise.machines.prefix(3).allSatisfy { $0.bootstrap?.members.count == 3 })
    #expect(ended.news.contains("revived Node worker-9"), "the backup knows a node that no machine stands behind")
  }

  @Test func withoutABackupNothingIsMade() async throws {
    let ended = try await destroyed { $0.hasBackup = false }.run(.rebuildCluster)
    #expect(ended.failure == .noBackup(rejected: []))
    #expect(ended.calls.isEmpty)
  }

  @Test func whereNoMachineIsMadeItEnds() async throws {
    let ended = try await destroyed {
      $0.ignoring = [.replacement]
      $0.deadline = .seconds(3)
    }.run(.rebuildCluster)
    #expect(ended.failure != nil)
    #expect(ended.index("start etcd") == nil)
  }

  @Test func theControlPlaneMovesToTheZoneThatCanBeReached() async throws {
    let exercise = try await Exercise {
      $0.zones = ["a", "b", "b"]
      $0.zone = ZoneName("a")
    }
    let ended = try await exercise.run(.reprovisionInZone)
    #expect(ended.failure == nil)
    #expect(exercise.cluster.machines.allSatisfy { $0.zone == ZoneName("a") })
    #expect(ended.calls.filter { $0.contains(": terminate") } == ["cp-2: terminate", "cp-3: terminate"])
    let (gone, made) = (ended.index("cp-2: terminate") ?? .max, ended.index("cp-2: replace in zone a") ?? -1)
    #expect(gone < made, "two control planes would lead once the zone is back")
  }

  @Test func withoutABackupNoZoneIsLeft() async throws {
    let exercise = try await Exercise {
      $0.zones = ["a", "b"]
      $0.zone = ZoneName("b")
      $0.hasBackup = false
    }
    let ended = try await exercise.run(.reprovisionInZone)
    #expect(ended.failure == .noBackup(rejected: []))
    #expect(ended.calls.isEmpty)
  }

  @Test func withoutAZoneThatCanBeReachedItSaysSo() async throws {
    let ended = try await destroyed().run(.reprovisionInZone)
    #expect(ended.failure?.description.contains("no control plane can be reached") == true)
  }
}

/// What a restore leaves behind, and what fills a database.
@Suite(.timeLimit(.minutes(5)))
struct AftermathTests {
  @Test func theRevisionGoesPastAllThatWasSeenBeforeAnApiserverReadsIt() async throws {
    let exercise = try await Exercise { $0.lastRevision = 300 }
    let ended = try await exercise.run(.restoreFromBackup)
    #expect(ended.failure == nil)
    #expect(exercise.etcd.now.revision > 300)
    #expect(exercise.etcd.now.compactedAt > 300, "older watches are ended, so that their clients list anew")
    let advanced = try #require(ended.steps.firstIndex(of: "advance the revision: done"))
    let served = try #require(ended.steps.firstIndex(of: "start apiservers: done"))
    #expect(advanced < served)
  }

  @Test func whatTheBackupRevivedIsNamedAndRemoved() async throws {
    let exercise = try await Exercise {
      $0.configMaps = ["n17", "n18"]
      $0.deleted = [ConfigMapName("n17", in: "ledger"), ConfigMapName("n3", in: "ledger")]
      $0.nodes = ["worker-1"]
    }
    let ended = try await exercise.run(.restoreFromBackup)
    #expect(ended.news.contains("revived ConfigMap ledger/n17, Node worker-1"))
    #expect(ended.calls.filter { $0.hasPrefix("remove ") } == ["remove n17", "remove worker-1"])
  }

  @Test func aDeadlineThatIsTooShortEndsARestoreThere() async throws {
    let exercise = try await Exercise {
      $0.troubles = [.etcdStaysDown("cp-2")]
      $0.deadline = .seconds(8)
    }
    let ended = try await exercise.run(.restoreFromBackup)
    guard case .outOfTime(let doing, _)? = ended.failure else {
      Issue.record("\(ended)")
      return
    }
    #expect(doing == "waiting for etcd on cp-2")
  }

  @Test func aFullDatabaseIsCompactedDefragmentedAndDisarmed() async throws {
    let exercise = try await Exercise()
    exercise.etcd.change { $0.isOutOfSpace = true }
    let ended = try await exercise.run(.clearNospace)
    #expect(ended.failure == nil)
    #expect(exercise.etcd.now.compactedAt == 30)
    #expect(!exercise.etcd.now.isOutOfSpace)
    #expect(ended.news.contains("reached firstWrite"))
  }

  @Test func aWriteThatIsStillRefusedIsNoRecovery() async throws {
    let exercise = try await Exercise {
      $0.troubles = [.writesAreRefused]
      $0.deadline = .seconds(8)
    }
    let ended = try await exercise.run(.clearNospace)
    #expect(ended.failure != nil)
    #expect(!ended.news.contains("reached firstWrite"))
  }

  @Test func aCertificateThatNobodyRefusesIsLeftAlone() async throws {
    let ended = try await Exercise().run(.renewCertificates)
    #expect(ended.failure == nil)
    #expect(ended.calls.isEmpty)
  }

  @Test func aCertificateThatStaysExpiredEndsItAtTheDeadline() async throws {
    let exercise = try await Exercise {
      $0.troubles = [.apiserverStaysDown("cp-1")]
      $0.deadline = .seconds(8)
    }
    let ended = try await exercise.run(.renewCertificates)
    #expect(ended.steps.last?.hasPrefix("wait for the control plane: failed") == true)
  }
}
