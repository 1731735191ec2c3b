public import Model
import Recovery

/// Plays a plan on a stage: boot, steady state, faults, recovery, stable window. Everything it finds out is an event.
public struct DrillPlayer: Sendable {
  let plan: Plan
  let stage: any Stage
  let clock: any DrillClock
  let recorder: EventRecorder
  let safety: any FaultGuard

  public init(
    plan: Plan, stage: any Stage, clock: any DrillClock, recorder: EventRecorder,
    safety: any FaultGuard = OwnClusterGuard()
  ) {
    self.safety = safety
    self.plan = plan
    self.stage = stage
    self.clock = clock
    self.recorder = recorder
  }

  /// Returns when the drill is over and what was broken is undone. Cancelling the task interrupts the drill.
  public func play(version: String, host: HostFacts) async {
    recorder.emit(.drillStarted(plan: plan, version: version, host: host))
    let faults = FaultLedger(recorder: recorder, clock: clock, safety: safety)
    let incident = Incident()
    do {
      try await standUp()
      try await waitForSteadyState()
      try await breakAndRecover(faults, incident)
    } catch {
      report(error)
    }
    await tearDown(faults, isRepaired: incident.hasComeBack)
  }

  private func standUp() async throws {
    recorder.emit(.phaseBegan(.boot))
    recorder.emit(.clusterReady(try await stage.boot()))
    try await refuseObstacles()
    recorder.emit(.phaseBegan(.prepare))
    try await stage.prepare()
  }

  private func report(_ error: any Error) {
    switch error {
    case is CancellationError: recorder.emit(.interrupted(reason: "the drill was stopped before its end"))
    case let stop as DrillStop: recorder.emit(stop.event)
    default:
      recorder.emit(Task.isCancelled ? .interrupted(reason: "\(error)") : .failed(reason: "\(error)"))
    }
  }

  /// An interrupted drill must be undone as well.
  private func tearDown(_ faults: FaultLedger, isRepaired: Bool) async {
    let stage = stage
    let recorder = recorder
    await clock.toTheEnd {
      await faults.undoAll(isRepaired: isRepaired)
      let left = await stage.leftovers()
      if !left.isEmpty { recorder.emit(.leftBehind(left)) }
      recorder.emit(.lanes(stage.laneFacts()))
      recorder.emit(.phaseBegan(.teardown))
      await stage.finish()
      recorder.emit(.drillEnded)
    }
  }
}

/// A drill that cannot go on, with the event that says so.
struct DrillStop: Error {
  let event: Event.Body
}
