import Dispatch
import Foundation
import Synchronization

extension ManualClock {
  /// Runs `body` and all its child tasks one after the other, and turns the clock to the next sleeper whenever none of them
  /// can go on. So a drill of minutes takes milliseconds, and takes the same turns every time.
  public func drive<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) async -> Result {
    let turns = Turns(clock: self)
    onSleep { turns.wake() }
    takeTurns(on: turns)
    Thread.detachNewThread { turns.run() }
    defer {
      onSleep(nil)
      takeTurns(on: nil)
      turns.end()
    }
    return await withTaskExecutorPreference(turns) { await body() }
  }
}

/// Runs one job at a time on a thread of its own.
private final class Turns: TaskExecutor {
  /// Real seconds without a job and without a sleeper: whoever should go on waits for something that never comes.
  private static let patience = 120

  private let clock: ManualClock
  private let jobs = Mutex<[UnownedJob]>([])
  private let news = DispatchSemaphore(value: 0)
  private let hasEnded = Atomic(false)

  init(clock: ManualClock) {
    self.clock = clock
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    news.signal()
  }

  func end() {
    hasEnded.store(true, ordering: .releasing)
    wake()
  }

  /// Somebody outside of these turns may have fallen asleep.
  func wake() { news.signal() }

  func run() {
    while true {
      if news.wait(timeout: .now()) == .timedOut, !clock.advanceToNextSleeper() {
        let isWoken = news.wait(timeout: .now() + .seconds(Self.patience)) == .success
        precondition(isWoken, "nobody goes on and nobody sleeps")
        wake()
      } else if let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        job.runSynchronously(on: asUnownedTaskExecutor())
      } else if hasEnded.load(ordering: .acquiring) {
        return
      }
    }
  }
}
