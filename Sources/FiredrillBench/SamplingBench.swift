import Glibc
import Model
import Probes
import Synchronization
import TruthServer

/// Sampling against the truth: outages of every kind, what a sample costs, and whether the schedule holds.
enum SamplingBench: BenchPart {
  static let name = "sampling"
  static let title = "Sampling (loopback, default lane settings unless said otherwise)"

  static func run(_ options: BenchOptions) async throws -> [BenchLine] {
    var lines: [BenchLine] = []
    for kind in options.only ?? OutageKind.allCases { lines.append(try OutageAccuracy.measure(kind, options)) }
    if options.only != nil { return lines }
    lines += try await SamplingCost.measure()
    lines += try SamplingSchedule.measure()
    return lines
  }
}
