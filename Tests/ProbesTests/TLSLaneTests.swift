import Model
import Probes
import Testing
import Transport
import TruthServer

@Suite(.timeLimit(.minutes(2)))
struct TLSLaneTests {
  let delivered = Delivered()

  func withFront(
    asksForCertificate: Bool = false, _ body: (TLSFront, TestCertificates) async throws -> Void
  ) async throws {
    let certificates = try await TestCertificates()
    let front = try await TLSFront(certificates, asksForCertificate: asksForCertificate)
    try await body(front, certificates)
    await front.stop()
    await certificates.remove()
  }

  func lane(_ id: LaneID, _ url: String, _ identity: TLSIdentity?, _ connection: Lane.Connection = .kept) -> Lane {
    Lane(id, .same(ProbeRequest("GET", url)), connection: connection, tls: identity, timeout: .seconds(20))
  }

  @Test func lanesProveThemselvesAndAStrangerFails() async throws {
    try await withFront(asksForCertificate: true) { front, certificates in
      let sampler = delivered.sampler(
        lane("kept", front.url, certificates.client), lane("new", front.url, certificates.client, .new),
        lane("stranger", front.url, certificates.anonymous), lane("distrustful", front.url, nil))
      try await eventually { sampler.snapshot().values.allSatisfy { $0.samples >= 5 } && sampler.snapshot().count == 4 }
      sampler.stop()
      #expect(sampler.snapshot()["kept"]?.failed == 0)
      #expect(sampler.snapshot()["new"]?.failed == 0)
      #expect(sampler.state(of: "stranger")?.failingSince != nil)
      #expect(sampler.state(of: "distrustful")?.failure?.kind == .tls)
    }
  }

  @Test(arguments: [Lane.Connection.kept, .new])
  func aFrozenServerIsOneOutageThatEndsWhenItThaws(connection: Lane.Connection) async throws {
    try await withFront { front, certificates in
      var lane = lane("lane", front.url, certificates.anonymous, connection)
      lane.timeout = .milliseconds(500)
      lane.deliversSamples = true
      let sampler = delivered.sampler(lane)
      try await eventually { sampler.state(of: "lane")?.isGood == true }
      let start = MonotonicTime.now()
      front.freeze()
      try await eventually { sampler.state(of: "lane")?.failingSince != nil }
      try await Task.sleep(for: .milliseconds(700))
      let end = MonotonicTime.now()
      front.thaw()
      try await eventually { sampler.state(of: "lane")?.isGood == true }
      sampler.stop()
      let outages = sampler.outages(of: "lane")
      #expect(outages.contains { $0.failure.kind == .timedOut && $0.span.overlaps(TimeSpan(start, end)) }, "\(outages)")
    }
  }
}
