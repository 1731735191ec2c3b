import Foundation
import Model
import Recovery

/// Looks at the cluster's insides from the first fault on: milestones that nobody reports, and time-outs that the recovery
/// sits out.
///
/// It looks rarely, so that it costs the cluster next to nothing; what it sees is late by up to a pause and an answer.
final class RecoveryWatch: Sendable {
  static let pause = Duration.milliseconds(100)
  /// For what takes several requests.
  static let longPause = Duration.milliseconds(250)

  let player: DrillPlayer
  let milestones: MilestoneBook
  /// Before the first fault.
  let quorumBefore: QuorumSight
  let controllersBefore: ControllerSight?

  init(_ player: DrillPlayer) async {
    self.player = player
    milestones = MilestoneBook(recorder: player.recorder)
    async let quorum = player.stage.quorum()
    async let controllers = player.stage.controllers()
    quorumBefore = await quorum
    controllersBefore = await controllers
  }

  var stage: any Stage { player.stage }
  var clock: any DrillClock { player.clock }
  var drill: Drill { player.plan.drill }
  var recorder: EventRecorder { player.recorder }

  /// Until the drill is over.
  func run(_ incident: Incident) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.watchQuorum(incident) }
      group.addTask { try await self.watchWrites(incident) }
      group.addTask { try await self.watchControllers(incident) }
      group.addTask { try await self.watchConvergence(incident) }
      if drill.recovery.means == .itself { group.addTask { try await self.watchRepair(incident) } }
      try await group.endWithTheFirstFailure()
    }
  }

  /// Looks again and again, once the first fault is in.
  func look(_ incident: Incident, every pause: Duration, _ body: (MonotonicTime) async -> Void) async throws {
    while !incident.isOver {
      guard let begun = incident.begunAt else {
        try await clock.sleep(until: clock.now() + DrillPlayer.pollInterval)
        continue
      }
      await body(begun)
      try await clock.sleep(until: clock.now() + pause)
    }
  }

  // MARK: first write

  private func watchWrites(_ incident: Incident) async throws {
    var last: MonotonicTime?
    try await look(incident, every: Self.pause) { begun in
      // An outage between two looks, too, shows in the beginning of the good stretch; an answer that is only late does not.
      guard let since = stage.writesGoodSince(), since != last else { return }
      last = since
      milestones.lost(.firstWrite)
      milestones.reached(.firstWrite, at: max(since, begun), evidence: "a write through the API was acknowledged")
    }
  }

  // MARK: converged

  /// Only of a cluster that answers: what is still being repaired is not worth so many questions.
  private func watchConvergence(_ incident: Incident) async throws {
    try await look(incident, every: Self.longPause) { _ in
      guard incident.settled(means: drill.recovery.means), let wall = incident.wall,
        player.goodStretch(of: player.plan.requiredLanes) != nil
      else { return milestones.lost(.converged) }
      guard !milestones.stands(.converged) else { return }
      let sight = await stage.convergence(since: wall)
      incident.notConverged = sight.missing
      if sight.holds { milestones.reached(.converged, at: clock.now(), evidence: sight.evidence) }
    }
  }
}
