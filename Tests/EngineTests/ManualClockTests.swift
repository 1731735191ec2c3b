import Model
import TestSupport
import Testing

struct ManualClockTests {
  @Test func aSleeperWakesOnlyWhenItsTimeHasCome() async throws {
    let clock = ManualClock()
    let woken = await clock.drive {
      await withTaskGroup(of: Double?.self) { group in
        for seconds in [3, 1, 2] {
          group.addTask {
            try? await clock.sleep(until: clock.start + .seconds(seconds))
            return clock.elapsed
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
    }
    #expect(woken == [1, 2, 3])
    #expect(clock.sleepers == 0)
  }

  @Test func turnedByHandItStandsStillInBetween() async throws {
    let clock = ManualClock()
    #expect(clock.now() == clock.start)
    #expect(!clock.advanceToNextSleeper())
    clock.advance(by: .seconds(2))
    #expect(clock.elapsed == 2)
    clock.advance(to: clock.start)
    #expect(clock.elapsed == 2, "it never goes back")
    #expect(clock.wall() == clock.wall(at: 2))
  }

  @Test func withAStrideItsSleepersWakeLate() async throws {
    let clock = ManualClock(stride: .seconds(1))
    let woken = await clock.drive { () -> [Double] in
      var woken: [Double] = []
      for milliseconds in [10, 20, 2_500] {
        try? await clock.sleep(until: clock.now() + .milliseconds(milliseconds))
        woken.append(clock.elapsed)
      }
      return woken
    }
    #expect(woken == [1, 2, 4.5])
  }

  @Test func aTimeThatHasPassedIsNotWaitedFor() async throws {
    let clock = ManualClock()
    clock.advance(by: .seconds(5))
    try await clock.sleep(until: clock.start + .seconds(5))
    try await clock.sleep(until: clock.start)
    #expect(clock.elapsed == 5)
  }

  @Test func aCancelledSleeperIsWokenAtOnce() async throws {
    let clock = ManualClock()
    let ended = await clock.drive {
      await withTaskGroup(of: String.self) { group in
        group.addTask {
          do {
            try await clock.sleep(until: clock.start + .seconds(60))
            return "slept"
          } catch {
            return error is CancellationError ? "cancelled at \(clock.elapsed)" : "\(error)"
          }
        }
        group.addTask {
          try? await clock.sleep(until: clock.start + .seconds(1))
          return "first"
        }
        let first = await group.next()
        group.cancelAll()
        let second = await group.next()
        return [first, second]
      }
    }
    #expect(ended == ["first", "cancelled at 1.0"])
  }

  @Test func aLoopThatNeverEndsIsStopped() async throws {
    let clock = ManualClock(limit: .seconds(10))
    await #expect(throws: ManualClock.RanAway.self) {
      try await clock.drive { () async -> Result<Void, any Error> in
        do {
          while true { try await clock.sleep(until: clock.now() + .seconds(1)) }
        } catch {
          return .failure(error)
        }
      }.get()
    }
  }

  @Test func aSleeperOutsideOfTheTurnsIsWokenAsWell() async throws {
    let clock = ManualClock()
    for second in 1...50 {
      await clock.drive { await Task { try? await clock.sleep(until: clock.start + .seconds(second)) }.value }
      #expect(clock.elapsed == Double(second))
    }
  }

  @Test func turnsAreTheSameEveryTime() async throws {
    var runs: Set<[String]> = []
    for _ in 0..<20 { runs.insert(await interleaving()) }
    #expect(runs.count == 1)
  }

  private func interleaving() async -> [String] {
    let clock = ManualClock()
    let log = CallLog()
    await clock.drive {
      await withTaskGroup(of: Void.self) { group in
        for name in ["a", "b", "c"] {
          group.addTask {
            for _ in 0..<5 {
              log.note("\(name) at \(clock.elapsed)")
              try? await clock.sleep(until: clock.now() + .milliseconds(name == "a" ? 10 : 15))
            }
          }
        }
      }
    }
    return log.calls
  }
}
