import Engine
import Foundation
import Model
import TestSupport

/// A drill that was played on a fake stage: what it wrote, how it was graded and what the stage was asked.
struct Played: Sendable {
  var events: [Event]
  var record: DrillRecord
  var calls: [String]
  var freshnessAsked: [Double]

  var story: [String] { events.story }
  /// What the stage did to the world, without boot, preparation and end.
  var acts: [String] { calls.filter { !["boot", "prepare", "finish", "compare ledger"].contains($0) } }
}

/// - Parameter stopAt: when the drill's task is cancelled, in seconds since its beginning.
func play(
  _ drill: Drill, stopAt: Double? = nil, _ script: StageScript = StageScript()
) async -> Played {
  let clock = ManualClock()
  let spy = EventSpy()
  let stage = FakeStage(script, clock: clock)
  let plan = drill.planned
  let recorder = EventRecorder(clock: clock) { spy.take($0) }
  let player = DrillPlayer(plan: plan, stage: stage, clock: clock, recorder: recorder)
  await clock.drive {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await player.play(version: "1", host: HostFacts(system: "test", cores: 1, load: 0)) }
      if let stopAt {
        group.addTask { try? await clock.sleep(until: clock.start + Duration(seconds: stopAt)) }
        await group.next()
        group.cancelAll()
      }
    }
  }
  let asked = stage.freshnessAsked.map { $0.timeIntervalSince(clock.wall(at: 0)) }
  return Played(events: spy.events, record: grade(plan, spy.events), calls: stage.calls, freshnessAsked: asked)
}

func script(_ change: (inout StageScript) -> Void) -> StageScript { StageScript(change) }

/// Equal to the engine's own step of 5 ms.
func near(_ measured: Double?, _ expected: Double, within error: Double = 0.0051) -> Bool {
  guard let measured else { return false }
  return abs(measured - expected) <= error
}

extension [String] {
  var withoutMilestones: [String] { filter { !$0.hasPrefix("milestone") } }
}
