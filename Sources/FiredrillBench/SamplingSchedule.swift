import Model
import Probes
import Synchronization
import TruthServer

/// Whether samples start when they should: over time, and beside a target that hangs.
enum SamplingSchedule {
  static func measure() throws -> [BenchLine] {
    let (hung, good) = (try TruthProcess(), try TruthProcess())
    defer {
      hung.stop()
      good.stop()
    }
    let kept = SampleLog()
    var lane = Lane("good", .same(ProbeRequest("GET", good.url)))
    lane.deliversSamples = true
    let sampler = Sampler([lane, Lane("hung", .same(ProbeRequest("GET", hung.url)))], samples: kept.append) { _ in }
    sleep(for: .seconds(1))
    let hang = try hung.outage(.hang, for: .seconds(8))
    sleep(for: .seconds(11))
    sampler.stop()
    return [drift(kept.samples, lane), lateness(sampler), sibling(kept.samples, hang, lane)]
  }

  /// The planned moments of the first and the last sample against the intervals between them.
  private static func drift(_ samples: [Sample], _ lane: Lane) -> BenchLine {
    guard let first = samples.first, let last = samples.last, samples.count > 1 else { return nothing("drift") }
    let elapsed = (last.start - first.start).seconds
    let expected = (elapsed / lane.interval.seconds).rounded() * lane.interval.seconds
    let share = abs(elapsed - expected) / elapsed * 100
    let missing = Int((elapsed / lane.interval.seconds).rounded()) + 1 - samples.count
    return BenchLine(
      "schedule drift over \(fixed(elapsed, 0)) s",
      measured: "\(fixed(share, 4)) %, \(missing) of \(samples.count) beats missed",
      target: "< 0.01 %", met: share < 0.01 && abs(missing) <= samples.count / 1000)
  }

  private static func lateness(_ sampler: Sampler) -> BenchLine {
    guard let lateness = sampler.snapshot()["good"]?.lateness, let half = lateness.quantile(0.5),
      let most = lateness.quantile(0.99)
    else { return nothing("lateness") }
    return BenchLine(
      "lateness of samples",
      measured:
        "p50 \(fixed(half.milliseconds)) p99 \(fixed(most.milliseconds)) max \(fixed(lateness.max.milliseconds)) ms",
      target: "p99 ≤ 3 ms idle", met: most <= .milliseconds(3))
  }

  private static func sibling(
    _ samples: [Sample], _ hang: (start: MonotonicTime, end: MonotonicTime), _ lane: Lane
  ) -> BenchLine {
    let during = samples.filter { $0.start >= hang.start && $0.start <= hang.end }
    let gaps = zip(during, during.dropFirst()).map { ($1.start - $0.start).milliseconds }
    let widest = gaps.max() ?? .infinity
    return BenchLine(
      "widest gap beside a hung target", measured: "\(fixed(widest)) ms (n \(gaps.count))", target: "≤ 2 intervals",
      met: widest <= lane.interval.milliseconds * 2)
  }

  private static func nothing(_ name: String) -> BenchLine {
    BenchLine(name, measured: "no samples", target: "-", met: false)
  }
}

/// Samples as they are delivered.
final class SampleLog: Sendable {
  private let kept = Mutex<[Sample]>([])
  var samples: [Sample] { kept.withLock { $0 }.sorted { $0.start < $1.start } }
  func append(_ samples: [Sample]) { kept.withLock { $0 += samples } }
}
