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
        if number == 20 { sleep(3) }
        return ProbeRequest("GET", url)
      }, timeout: .seconds(2))
    let sampler = delivered.sampler(lane)
    try await eventually { (sampler.snapshot()["lane"]?.samples ?? 0) >= 40 }
    sampler.stop()
    #expect(unobserved.contains { $0.duration > .seconds(2) })
    #expect(sampler.outages(of: "lane").isEmpty)
    server.stop()
  }

  @Test func aRequestUnderWayMeanwhileGetsThatTimeOnTop() async throws {
    let server = TruthServer()
    let url = server.url()
    // Request 20 is answered after more than its timeout, two seconds of which nobody was there to wait.
    let lane = Lane(
      "lane",
      .numbered { number in
        if number == 21 { sleep(2) }
        return ProbeRequest("GET", url + (number == 20 ? "late/3000" : ""))
      }, timeout: .milliseconds(2500))
    let sampler = delivered.sampler(lane)
    try await eventually { (sampler.snapshot()["lane"]?.latency.max ?? .zero) >= .seconds(3) }
    sampler.stop()
    #expect(sampler.snapshot()["lane"]?.failed == 0)
    server.stop()
  }

  @Test func aStoppedProcessReportsTheSpanAndInventsNoOutage() async throws {
    let server = TruthServer()
    let sampler = delivered.sampler(
      Lane("lane", .same(ProbeRequest("GET", server.url())), timeout: .seconds(2)))
    try await eventually { (sampler.snapshot()["lane"]?.samples ?? 0) >= 20 }
    let before = MonotonicTime.now()
    try await LocalCommandRunner().require(
      Command("sh", ["-c", "kill -STOP \(getpid()); sleep 3; kill -CONT \(getpid())"], deadline: .seconds(30)))
    try await eventually { (sampler.state(of: "lane")?.goodUntil).map { $0 > before + .seconds(3) } ?? false }
    sampler.stop()
    let stopped = try #require(unobserved.max { $0.duration < $1.duration })
    #expect(stopped.duration > .seconds(2))
    #expect(stopped.start >= before - .milliseconds(50))
    #expect(sampler.outages(of: "lane").isEmpty)
    #expect(sampler.standing(of: "lane", from: stopped.start, to: stopped.end) == .unobserved)
    server.stop()
  }
}
