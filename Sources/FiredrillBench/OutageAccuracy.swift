import Glibc
import Model
import Probes
import TruthServer

/// Random outages against what the sampler says of them.
enum OutageAccuracy {
  /// What the sampler made of a run of true outages.
  struct Score {
    var errors: [Double] = []
    var missed = 0
    var invented = 0
    var uncertain = 0
    var median: Double { errors.median }
    var worst: Double { errors.max() ?? 0 }
  }

  static func measure(_ kind: OutageKind, _ options: BenchOptions) throws -> BenchLine {
    let server = try TruthProcess()
    defer { server.stop() }
    let sampler = Sampler([lane(kind, server.url)]) { _ in }
    defer { sampler.stop() }
    var random = SeededGenerator(seed: options.seed &+ UInt64(kind.rawValue.utf8.count))
    sleep(for: .milliseconds(500))
    let truths = try (0..<options.rounds).map { _ in
      let truth = try server.outage(kind, for: duration(kind, &random))
      sleep(for: .milliseconds(Int.random(in: 150..<300, using: &random)))
      return TimeSpan(truth.start, truth.end)
    }
    sleep(for: .milliseconds(1500))
    let outages = sampler.outages(of: "truth")
    if options.showsDetail { printDetail(kind, truths, outages) }
    return line(kind, score(truths, outages), options)
  }

  private static func printDetail(_ kind: OutageKind, _ truths: [TimeSpan], _ outages: [Outage]) {
    for truth in truths {
      let found = outages.filter { $0.span.overlaps(truth) }.map { outage in
        "start \(fixed((outage.start - truth.start).milliseconds)) end \(fixed((outage.end - truth.end).milliseconds)) "
          + "(\(outage.failure.kind), ± \(fixed(outage.resolution.milliseconds)))"
      }
      print("\(kind) \(fixed(truth.duration.milliseconds)) ms: \(found.joined(separator: ", "))")
    }
    for outage in outages where !truths.contains(where: { $0.overlaps(outage.span) }) {
      let before = truths.last { $0.end < outage.start }.map { (outage.start - $0.end).milliseconds } ?? 0
      print("\(kind) invented \(fixed(before)) ms after an outage: \(outage)")
    }
  }

  /// A freeze loses no request, it only delays them; so it is an outage only beyond the lane's timeout.
  private static func lane(_ kind: OutageKind, _ url: String) -> Lane {
    var lane = Lane("truth", .same(ProbeRequest("GET", url)))
    if kind == .freeze { lane.timeout = .milliseconds(200) }
    return lane
  }

  /// Evenly spread over the scales from 20 ms to 3 s.
  private static func duration(_ kind: OutageKind, _ random: inout SeededGenerator) -> Duration {
    let shortest = kind == .freeze ? 250.0 : 20.0
    return .milliseconds(exp(Double.random(in: log(shortest)..<log(3000.0), using: &random)))
  }

  private static func score(_ truths: [TimeSpan], _ outages: [Outage]) -> Score {
    var score = Score()
    for truth in truths {
      let found = outages.filter { $0.span.overlaps(truth) }
      score.missed += found.isEmpty ? 1 : 0
      score.invented += max(0, found.count - 1)
      score.uncertain += found.count { $0.isUncertain }
      if let first = found.first, let last = found.last {
        score.errors.append(((last.end - first.start) - truth.duration).magnitude.milliseconds)
      }
    }
    score.invented += outages.count { outage in !truths.contains { $0.overlaps(outage.span) } }
    return score
  }

  private static func line(_ kind: OutageKind, _ score: Score, _ options: BenchOptions) -> BenchLine {
    let limit = limits(kind)
    let isWhole = score.missed == 0 && score.invented == 0
    return BenchLine(
      "\(kind.rawValue), \(options.rounds) outages",
      measured: "median \(fixed(score.median)) worst \(fixed(score.worst)) ms, \(score.missed) missed, "
        + "\(score.invented) invented, \(score.uncertain) uncertain",
      target: limit.map { "median ≤ \($0.median) worst ≤ \($0.worst) ms, 0, 0" } ?? "0 missed, 0 invented",
      met: isWhole && (limit.map { score.median <= $0.median && score.worst <= $0.worst } ?? true))
  }

  private static func limits(_ kind: OutageKind) -> (median: Double, worst: Double)? {
    switch kind {
    case .refuse, .reset: (1, 10)
    case .hang: (4, 15)
    case .freeze, .error: nil
    }
  }
}
