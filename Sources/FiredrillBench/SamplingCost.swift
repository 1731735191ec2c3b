import Model
import Probes
import TruthServer

/// Processor time a sample costs this process, over TLS.
enum SamplingCost {
  static func measure() async throws -> [BenchLine] {
    guard TLSFront.isAvailable else {
      return [BenchLine("cost over TLS", measured: "haproxy is not installed", target: "-", met: nil)]
    }
    let certificates = try await TestCertificates()
    let front = try await TLSFront(certificates)
    let lines = [
      line("kept HTTPS (HTTP/2)", .kept, target: 0.08, front, certificates),
      line("new TLS connection", .new, target: 0.8, front, certificates),
    ]
    await front.stop()
    await certificates.remove()
    return lines
  }

  private static func line(
    _ name: String, _ connection: Lane.Connection, target: Double, _ front: TLSFront, _ certificates: TestCertificates
  ) -> BenchLine {
    let lanes = (1...2).map { number in
      Lane(
        LaneID("lane \(number)"), .same(ProbeRequest("GET", front.url)), connection: connection,
        tls: certificates.anonymous)
    }
    let sampler = Sampler(lanes) { _ in }
    defer { sampler.stop() }
    sleep(for: .seconds(1))
    let before = (processorSeconds(), samples(sampler))
    sleep(for: .seconds(8))
    let after = (processorSeconds(), samples(sampler))
    let perThousand = (after.0 - before.0) / Double(max(1, after.1 - before.1)) * 1000
    let failed = sampler.snapshot().values.reduce(0) { $0 + $1.failed }
    return BenchLine(
      "1,000 samples, \(name)", measured: "\(fixed(perThousand, 3)) CPU s (n \(after.1 - before.1), \(failed) failed)",
      target: "≤ \(target) CPU s", met: perThousand <= target && failed == 0)
  }

  private static func samples(_ sampler: Sampler) -> Int { sampler.snapshot().values.reduce(0) { $0 + $1.samples } }
}
