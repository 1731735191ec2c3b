import Model
import Probes
import Transport
import TruthServer

/// Processor time that a sample costs this process, over TLS: two lanes at their default rate.
enum SamplingCost {
  static func measure() async throws -> [BenchLine] {
    let certificates = try await TestCertificates()
    let front = try await TLSFront(certificates)
    let lines =
      lines("kept HTTPS (HTTP/2)", .kept, target: 0.08, front.url, certificates.anonymous)
      + lines("new TLS connection", .new, target: 0.8, front.url, certificates.anonymous)
    await front.stop()
    await certificates.remove()
    return lines
  }

  private static func lines(
    _ name: String, _ connection: Lane.Connection, target: Double, _ url: String, _ identity: TLSIdentity
  ) -> [BenchLine] {
    let bareBefore = BareCurl.secondsPerThousand(url, identity, isNewEachTime: connection == .new)
    let cost = cost(connection, url, identity)
    let bareAfter = BareCurl.secondsPerThousand(url, identity, isNewEachTime: connection == .new)
    let ratio = cost.perThousand / ((bareBefore + bareAfter) / 2)
    return [
      BenchLine(
        "1,000 samples, \(name)",
        measured: "\(fixed(cost.perThousand, 3)) CPU s (n \(cost.samples), \(cost.failed) failed)",
        target: "≤ \(target) CPU s", met: cost.perThousand <= target && cost.failed == 0),
      BenchLine(
        "  the same ÷ bare libcurl", measured: "× \(fixed(ratio)) of \(fixed((bareBefore + bareAfter) / 2, 3)) CPU s",
        target: "-", met: nil),
    ]
  }

  private static func cost(
    _ connection: Lane.Connection, _ url: String, _ identity: TLSIdentity
  ) -> (perThousand: Double, samples: Int, failed: Int) {
    let lanes = (1...2).map { number in
      Lane(LaneID("lane \(number)"), .same(ProbeRequest("GET", url)), connection: connection, tls: identity)
    }
    let sampler = Sampler(lanes) { _ in }
    defer { sampler.stop() }
    sleep(for: .seconds(1))
    let before = (processor: processorSeconds(), samples: count(\.samples, sampler))
    sleep(for: .seconds(8))
    let samples = count(\.samples, sampler) - before.samples
    let spent = processorSeconds() - before.processor
    return (spent / Double(max(1, samples)) * 1000, samples, count(\.failed, sampler))
  }

  private static func count(_ figure: KeyPath<LaneStatistics, Int>, _ sampler: Sampler) -> Int {
    sampler.snapshot().values.reduce(0) { $0 + $1[keyPath: figure] }
  }
}
