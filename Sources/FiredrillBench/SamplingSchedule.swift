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
    let log = SampleLog()
    var lane = Lane("good", .same(ProbeRequest("GET", good.url)))
    lane.deliversSamples = true
    let sampler = Sampler([lane, Lane("hung", .same(ProbeRequest("GET", hung.url)))], samples: log.append) { _ in }
    sleep(for: .seconds(8))
    let hang = try hung.outage(.hang, for: .seconds(8))
    sampler.stop()
    let samples = log.samples
    return drift(samples, lane.interval) + [lateness(sampler), sibling(samples, hang.start, lane.interval)]
  }

  /// Where the last sample stands against the grid that the first one began, in shares of the time between them.
  private static func drift(_ samples: [Sample], _ interval: Duration) -> [BenchLine] {
    guard let first = samples.first, let last = samples.last, samples.count > 1 else { return [nothing("drift")] }
    let elapsed = (last.start - first.start).seconds
    let beats = (elapsed / interval.seconds).rounded()
    let share = abs(elapsed - beats * interval.seconds) / elapsed * 100
    return [
      BenchLine(
        "schedule drift over \(fixed(elapsed, 0)) s", measured: "\(fixed(share, 4)) %", target: "< 0.01 %",
        met: share < 0.01),
      BenchLine(
        "beats missed, since the machine was busy", measured: "\(Int(beats) + 1 - samples.count) of \(Int(beats) + 1)",
        target: "-", met: nil),
    ]
  }

  private static func lateness(_ sampler: Sampler) -> BenchLine {
    guard let lateness = sampler.snapshot()["good"]?.lateness, let half = lateness.quantile(0.5),
      let most = lateness.quantile(0.99)
    else { return nothing("lateness") }
    let figures = [half, most, lateness.max].map { fixed($0.milliseconds) }
    return BenchLine(
      "lateness of samples", measured: "p50 \(figures[0]) p99 \(figures[1]) max \(figures[2]) ms",
      target: "p99 ≤ 3 ms idle, ≤ 10 ms busy", met: most <= .milliseconds(10))
  }

  /// The widest gap between a lane's samples, before and while its neighbour hangs.
  private static func sibling(_ samples: [Sample], _ hang: MonotonicTime, _ interval: Duration) -> BenchLine {
    let before = widestGap(samples.filter { $0.start < hang })
    let during = widestGap(samples.filter { $0.start >= hang })
    return BenchLine(
      "widest gap beside a hung target", measured: "\(fixed(during)) ms, without the hang \(fixed(before)) ms",
      target: "≤ 2 intervals, or no wider than without",
      met: during <= max(before, interval.milliseconds * 2))
  }

  private static func widestGap(_ samples: [Sample]) -> Double {
    zip(samples, samples.dropFirst()).map { ($1.start - $0.start).milliseconds }.max() ?? .infinity
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
