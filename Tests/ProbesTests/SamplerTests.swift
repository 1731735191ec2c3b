import Model
import Probes
import Synchronization
import Testing
import Transport
import TruthServer

/// What a sampler delivered.
final class Delivered: Sendable {
  private let kept = Mutex<(samples: [Sample], events: [ProbeEvent])>(([], []))
  var samples: [Sample] { kept.withLock { $0.samples } }
  var events: [ProbeEvent] { kept.withLock { $0.events } }
  func add(samples: [Sample]) { kept.withLock { $0.samples += samples } }
  func add(events: [ProbeEvent]) { kept.withLock { $0.events += events } }

  func sampler(_ lanes: Lane...) -> Sampler {
    Sampler(lanes, samples: { self.add(samples: $0) }, events: { self.add(events: $0) })
  }
}

/// Waits, without a limit of its own, until `condition` holds.
func eventually(_ condition: () -> Bool) async throws {
  while !condition() { try await Task.sleep(for: .milliseconds(5)) }
}

@Suite(.timeLimit(.minutes(2)))
struct SamplerTests {
  let server = TruthServer()
  let delivered = Delivered()

  func lane(_ id: LaneID = "lane", _ path: String = "/", timeout: Duration = .seconds(20)) -> Lane {
    var lane = Lane(id, .same(ProbeRequest("GET", server.url(path))), timeout: timeout)
    lane.deliversSamples = true
    return lane
  }

  func samples(_ sampler: Sampler, _ lane: LaneID = "lane") -> LaneStatistics {
    sampler.snapshot()[lane] ?? LaneStatistics()
  }

  @Test func aKeptLaneUsesOneConnection() async throws {
    var lane = lane()
    lane.inFlightLimit = 1
    let sampler = delivered.sampler(lane)
    try await eventually { samples(sampler).samples >= 20 }
    sampler.stop()
    #expect(samples(sampler).failed == 0)
    #expect(server.accepted == 1)
    let sent = delivered.samples.filter { $0.outcome != .skipped }.map(\.sequence)
    #expect(sent == sent.indices.map { UInt64($0) })
  }

  @Test func aLaneFollowsAServerThatMoved() async throws {
    let other = TruthServer()
    let address = Mutex(server.url("/"))
    let sampler = delivered.sampler(
      Lane("lane", .numbered { _ in ProbeRequest("GET", address.withLock(\.self)) }, deliversSamples: true))
    try await eventually { samples(sampler).samples >= 5 }
    #expect(other.accepted == 0)
    address.withLock { $0 = other.url("/") }
    try await eventually { other.accepted > 0 && samples(sampler).samples >= 20 }
    sampler.stop()
    #expect(samples(sampler).failed == 0)
  }

  @Test func aNewLaneOpensAConnectionEachTime() async throws {
    var lane = lane()
    lane.connection = .new
    let sampler = delivered.sampler(lane)
    try await eventually { samples(sampler).samples >= 20 }
    sampler.stop()
    #expect(server.accepted >= samples(sampler).samples)
  }

  @Test func aCrashIsOneOutageFromItsResetToItsReturn() async throws {
    let sampler = delivered.sampler(lane())
    try await eventually { sampler.state(of: "lane")?.isGood == true }
    let start = server.begin(.refuse)
    try await eventually { sampler.state(of: "lane")?.failingSince != nil }
    #expect(sampler.state(of: "lane")?.goodSince == nil)
    let end = server.end()
    try await eventually { !sampler.outages(of: "lane").isEmpty }
    let outage = try #require(sampler.outages(of: "lane").first { $0.span.overlaps(TimeSpan(start, end)) })
    #expect([.refused, .reset].contains(outage.failure.kind), "\(outage)")
    sampler.stop()
    #expect(delivered.events.contains { if case .outageEnded("lane", outage) = $0 { true } else { false } })
  }

  @Test func aHangIsDatedByItsFirstRequestAndEndsWithTheFirstNewAnswer() async throws {
    let sampler = delivered.sampler(lane(timeout: .milliseconds(400)))
    try await eventually { sampler.state(of: "lane")?.isGood == true }
    let start = server.begin(.hang)
    try await eventually { sampler.state(of: "lane")?.failingSince != nil }
    let end = server.end()
    try await eventually { sampler.state(of: "lane")?.failingSince == nil }
    sampler.stop()
    let outages = sampler.outages(of: "lane")
    #expect(outages.contains { $0.failure.kind == .timedOut && $0.span.overlaps(TimeSpan(start, end)) }, "\(outages)")
    #expect(samples(sampler).withdrawn + samples(sampler).skipped + samples(sampler).failed > 0)
  }

  @Test func theRateIsKeptWhileEveryRequestHangs() async throws {
    let sampler = delivered.sampler(lane("lane", "/silent", timeout: .seconds(1)))
    try await eventually { server.requests >= 100 }
    sampler.stop()
    // Without overlap, a hundred requests of one second each could not have been sent one after the other.
    let starts = delivered.samples.filter { $0.outcome != .skipped }.map(\.start)
    let first = try #require(starts.min())
    let last = try #require(starts.max())
    #expect(last - first < .seconds(100))
  }

  /// Each answer takes 400 ms: with all of its samples a hundred times a second it would have forty to work on at once.
  @Test func aServerThatAnswersLateIsNotPiledUpon() async throws {
    let sampler = delivered.sampler(lane("lane", "/late/400"))
    try await eventually { samples(sampler).samples >= 60 }
    sampler.stop()
    let starts = delivered.samples.filter { $0.outcome != .skipped }.map(\.start).sorted().suffix(20)
    let gaps = zip(starts, starts.dropFirst()).map { $1 - $0 }
    #expect(gaps.allSatisfy { $0 >= .milliseconds(40) }, "\(gaps)")
  }

  /// An apiserver that starts takes connections long before it finds the time to answer on them.
  @Test func aServerThatListensAgainAndDoesNotAnswerYetIsNotPiledUpon() async throws {
    var lane = lane(timeout: .milliseconds(400))
    lane.interval = .milliseconds(100)
    let sampler = delivered.sampler(lane)
    try await eventually { sampler.state(of: "lane")?.isGood == true }
    server.begin(.refuse)
    try await eventually { sampler.state(of: "lane")?.failingSince != nil }
    let listening = server.begin(.hang)
    try await eventually { delivered.samples.contains { $0.start > listening + .milliseconds(800) } }
    sampler.stop()
    let starts = delivered.samples.map(\.start).filter { $0 > listening + .milliseconds(100) }.sorted()
    let gaps = zip(starts, starts.dropFirst()).map { $1 - $0 }
    #expect(!gaps.isEmpty && gaps.allSatisfy { $0 >= .milliseconds(25) }, "\(gaps)")
  }

  /// The same with TLS, where it is the handshake that is not answered: each costs both sides more than a request.
  @Test func aHandshakeThatIsNotAnsweredYetIsNotRepeatedOften() async throws {
    let url = server.url().replacing("http:", with: "https:")
    let sampler = delivered.sampler(Lane("lane", .same(ProbeRequest("GET", url)), timeout: .seconds(20)))
    server.begin(.refuse)
    try await eventually { sampler.state(of: "lane")?.failingSince != nil }
    let listening = server.begin(.hang)
    try await eventually { .now() > listening + .seconds(2) }
    let before = server.accepted
    try await eventually { .now() > listening + .seconds(4) }
    #expect(server.accepted - before <= 28, "one each 100 ms or more")
    sampler.stop()
  }

  @Test func aHungTargetLeavesItsSiblingAlone() async throws {
    let other = TruthServer()
    let sibling = Lane("sibling", .same(ProbeRequest("GET", other.url())), timeout: .seconds(20))
    let sampler = delivered.sampler(lane("hung", "/silent", timeout: .seconds(3600)), sibling)
    try await eventually { samples(sampler, "sibling").samples >= 100 }
    sampler.stop()
    #expect(samples(sampler, "sibling").failed == 0)
    #expect(samples(sampler, "hung").samples == 0)
    #expect(delivered.samples.filter { $0.outcome != .withdrawn && $0.outcome != .skipped } == [])
    other.stop()
  }

  @Test func aHangIsNoticedThoughRequestsAreWithdrawnLongBeforeTheirTimeout() async throws {
    let url = server.url()
    // The first fails, so none of the later ones is the first after a good one.
    var lane = Lane(
      "lane", .numbered { ProbeRequest("GET", url + ($0 == 0 ? "status/503" : "silent")) }, timeout: .milliseconds(500))
    lane.inFlightLimit = 2
    lane.interval = .milliseconds(2)
    let sampler = delivered.sampler(lane)
    try await eventually { samples(sampler).failed >= 3 }
    sampler.stop()
    #expect(samples(sampler).withdrawn > 0)
  }

  @Test func atItsFastestPaceALaneSkipsRatherThanExceedsTheLimit() async throws {
    let sampler = delivered.sampler(lane(timeout: .seconds(3600)))
    try await eventually { sampler.state(of: "lane")?.isGood == true }
    server.begin(.refuse)
    try await eventually { sampler.state(of: "lane")?.failingSince != nil }
    server.begin(.hang)
    try await eventually { samples(sampler).skipped > 0 }
    sampler.stop()
    #expect(delivered.samples.contains { $0.outcome == .skipped && $0.writeOutcome == .refused })
  }

  @Test func requestsUnderWayStayWithinTheLimit() async throws {
    var lane = lane("lane", "/silent", timeout: .seconds(3600))
    lane.inFlightLimit = 4
    lane.interval = .milliseconds(2)
    let sampler = delivered.sampler(lane)
    try await eventually { samples(sampler).withdrawn >= 20 }
    let open = server.accepted - samples(sampler).withdrawn
    sampler.stop()
    #expect(open <= 5)
    #expect(sampler.outages(of: "lane").isEmpty)
  }

  @Test func anotherStatusOrAnotherBodyIsAFailure() async throws {
    var body = lane("body")
    body.expectation = Expectation(bodyContains: "something else")
    var fine = lane("fine", "/status/503")
    fine.expectation = Expectation(bodyContains: "as asked") { $0 == 503 }
    let sampler = delivered.sampler(lane("status", "/status/503"), body, fine)
    try await eventually { sampler.snapshot().values.allSatisfy { $0.samples >= 3 } && sampler.snapshot().count == 3 }
    sampler.stop()
    #expect(sampler.state(of: "status")?.failure?.kind == .status)
    #expect(sampler.state(of: "body")?.failure?.kind == .body)
    #expect(samples(sampler, "fine").failed == 0)
  }

  @Test func numberedRequestsAreMadeForEachSample() async throws {
    let url = server.url("/echo")
    var lane = Lane(
      "lane", .numbered { ProbeRequest("POST", url, body: Array("write \($0)".utf8)) }, timeout: .seconds(20))
    lane.expectation = Expectation(bodyContains: "POST write ")
    lane.deliversSamples = true
    let sampler = delivered.sampler(lane)
    try await eventually { samples(sampler).samples >= 10 }
    sampler.stop()
    #expect(delivered.samples.prefix(10).filter { $0.writeOutcome != .acknowledged || $0.httpStatus != 200 } == [])
  }

  @Test func aWriteToNobodyIsRefusedAndAWriteWithoutAnAnswerIsUnknown() async throws {
    let closing = TruthServer()
    var lost = Lane("lost", .same(ProbeRequest("POST", closing.url("/close"), body: [1])), timeout: .seconds(20))
    lost.deliversSamples = true
    server.begin(.refuse)
    let sampler = delivered.sampler(lane("nobody"), lost)
    try await eventually { samples(sampler, "nobody").failed >= 3 && samples(sampler, "lost").failed >= 3 }
    sampler.stop()
    closing.stop()
    let outcomes = Dictionary(grouping: delivered.samples.filter { $0.outcome != .withdrawn }, by: \.lane)
    #expect(outcomes["nobody"]?.allSatisfy { $0.writeOutcome == .refused } == true)
    #expect(outcomes["lost"]?.filter(\.requestWasSent).allSatisfy { $0.writeOutcome == .unknown } == true)
    #expect(outcomes["lost"]?.contains { $0.writeOutcome == .unknown } == true)
  }

  /// libcurl repeats a request whose kept connection died without an answer. The repeat is refused, yet the server may
  /// have carried the first one out.
  @Test func aRequestThatTheServerHasReadCountsAsSentThoughItsRepeatIsRefused() async throws {
    let sampler = delivered.sampler(lane())
    try await eventually { samples(sampler).samples >= 3 }
    server.begin(.hang)
    let before = server.requests
    try await eventually { server.requests > before + 2 }
    server.begin(.refuse)
    try await eventually { samples(sampler).failed >= 3 }
    sampler.stop()
    #expect(delivered.samples.count { $0.requestWasSent } >= server.requests)
    #expect(delivered.samples.contains { $0.requestWasSent && $0.writeOutcome == .unknown })
  }

  @Test func idleConnectionsThatTheServerClosesAreNoOutage() async throws {
    let sampler = delivered.sampler(lane("lane", "/close/after"))
    try await eventually { samples(sampler).samples >= 50 }
    sampler.stop()
    #expect(samples(sampler).failed == 0)
    #expect(sampler.outages(of: "lane").isEmpty)
  }

  @Test func lanesCanBeAddedAndRemoved() async throws {
    let sampler = delivered.sampler(lane("first"))
    sampler.add(lane("second"))
    try await eventually { samples(sampler, "second").samples >= 3 }
    sampler.remove("second")
    let before = samples(sampler, "first").samples
    try await eventually { samples(sampler, "first").samples >= before + 5 }
    let left = samples(sampler, "second").samples
    try await eventually { samples(sampler, "first").samples >= before + 20 }
    #expect(samples(sampler, "second").samples == left)
    sampler.stop()
    sampler.stop()
  }

  @Test func aLaneThatNobodyKnowsHasNoState() {
    let sampler = delivered.sampler()
    #expect(sampler.state(of: "nobody") == nil)
    #expect(sampler.standing(of: "nobody", from: at(0), to: at(1)) == nil)
    sampler.stop()
  }
}
