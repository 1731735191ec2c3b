import Glibc
import Model
import Probes
import Testing
import Transport
import TruthServer

/// The harness itself is kept from running: nothing may be concluded from that.
@Suite(.timeLimit(.minutes(2)), .serialized)
struct AbsenceTests {
  let delivered = Delivered()

  var unobserved: [TimeSpan] {
    delivered.events.compactMap { if case .unobserved(let span) = $0 { span } else { nil } }
  }

  @Test func aThreadThatDoesNotRunReportsTheSpanAndInventsNoOutage() async throws {
    let server = TruthServer()
    let url = server.url()
    // The request is made on the sampling thread, so a slow maker keeps it from sampling.
    let lane = Lane(
      "lane",
      .numbered { number in
        if number == 20 { usleep(400_000) }
        return ProbeRequest("GET", url)
      }, timeout: .milliseconds(300))
    let sampler = delivered.sampler(lane)
    try await eventually { (sampler.snapshot()["lane"]?.samples ?? 0) >= 40 }
    sampler.stop()
    #expect(unobserved.contains { $0.duration > .milliseconds(200) })
    #expect(sampler.outages(of: "lane").isEmpty)
    server.stop()
  }

  @Test func aStoppedProcessReportsTheSpanAndInventsNoOutage() async throws {
    let server = TruthServer()
    let sampler = delivered.sampler(
      Lane("lane", .same(ProbeRequest("GET", server.url())), timeout: .milliseconds(300)))
    try await eventually { (sampler.snapshot()["lane"]?.samples ?? 0) >= 20 }
    let before = MonotonicTime.now()
    try await LocalCommandRunner().require(
      Command("sh", ["-c", "kill -STOP \(getpid()); sleep 0.5; kill -CONT \(getpid())"], deadline: .seconds(30)))
    try await eventually { (sampler.state(of: "lane")?.goodUntil).map { $0 > before + .milliseconds(500) } ?? false }
    sampler.stop()
    #expect(unobserved.contains { $0.duration > .milliseconds(300) && $0.start >= before - .milliseconds(50) })
    #expect(sampler.outages(of: "lane").isEmpty)
    #expect(sampler.standing(of: "lane", from: before, to: before + .milliseconds(500)) == .unobserved)
    server.stop()
  }
}
